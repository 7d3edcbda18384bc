"""A visitor of the self-check without a browser: reads the form of a page, fills it in, and sends it on."""

import datetime as dt
import html
import re

from django.test import Client

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_FORM = re.compile(r'<form id="answers" method="post" action="/check/".*?</form>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")


class Visitor:
    """``on``: the day that is asked for (the pages take it from the form)."""

    def __init__(self, client: Client | None = None, on: dt.date | None = None) -> None:
        self.client = client or Client(headers={"accept-language": "en"})
        self.on = on
        self.asked: list[str] = []
        self._take(self.client.get("/check/"))

    def _take(self, response) -> None:
        self.response = response
        self.page = html.unescape(response.content.decode())
        self.text = " ".join(_TAGS.sub(" ", self.page).split())
        form = _FORM.search(response.content.decode())
        self.carried = {n: html.unescape(v) for n, v in _HIDDEN.findall(form[0])} if form else {}
        self.carried.pop("csrfmiddlewaretoken", None)
        if self.on:
            self.carried["on"] = self.on.isoformat()

    @property
    def step(self) -> str:
        """The question that is asked now; nothing on the answer page."""
        return self.carried.get("step", "")

    def send(self, do="continue", **fields) -> None:
        """Press a button of the form."""
        self._take(self.client.post("/check/", {**self.carried, **fields, "do": do}))

    def answer(self, **replies) -> None:
        """Answer whatever is asked with these replies, and "not sure" to everything else, until the answer is shown."""
        while self.step:
            step = self.step
            assert len(self.asked) < 30, self.text
            assert self.asked.count(step) < 1 or step == "place", f"{step} is asked again: {self.text}"
            self.asked += [step] if step not in self.asked else []
            if step == "place":
                self._place(replies.get("place"))
            elif step not in replies:
                self.send("not_sure")
            else:
                self.send(**{name: text for name, text in replies.items() if name.split("_")[0] in step or name == step
                             or name.startswith(("sibling_", "claims_", "certificate_", "disabled_"))})  # fmt: skip

    def _place(self, code) -> None:
        if code is None:
            self.send("not_sure")
            return
        levels = [code[:digits].ljust(12, "0") for digits in (2, 4, 6)]
        while self.step == "place":
            part = next((one for one in levels if f'value="{one}"' in self.page.split("place_part")[-1]), None)
            self.send("enough") if part is None else self.send(place_part=part)
