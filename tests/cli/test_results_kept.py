"""What a command writes never takes the place of what people gave or mended, and nothing half-made is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jiahe.facts.own_folders import made_by, partial_folder, working_folder
from tests.cli.test_commands import HUBEI, run
from tests.town import PERSONS, write_town

BABY = PERSONS.strip() + "\nli_girl,李小满,female,2023-03-20,,CHN,420890100201,rural,420890100201,3\n"


def determine(facts, out, *more):
    return run("determine", "--facts", facts, *HUBEI, "--out", out, *more)


@pytest.fixture
def faulty(tmp_path):
    """A town one of whose rows is set aside."""
    return write_town(tmp_path / "town", persons=BABY)


def test_the_folder_that_is_read_is_never_replaced(faulty, tmp_path):
    out = tmp_path / "w"
    run("facts", "check", faulty, "--out", out / "facts")
    code, _, err = determine(out / "facts", out)
    assert code == 2
    assert "is where the result would be written" in err
    assert (out / "facts" / "persons.parquet").is_file()


def test_a_result_is_not_written_into_the_facts_folder(faulty):
    code, _, err = determine(faulty, faulty)
    assert code == 2
    assert "Give another --out" in err


def test_what_people_mend_in_an_earlier_result_is_kept_by_every_later_run(faulty, tmp_path):
    out = tmp_path / "out"
    assert determine(faulty, out)[0] == 1
    (mended,) = (out / "facts" / "set_aside").glob("*.csv")
    mended.write_text("mended", encoding="utf-8")
    for _ in range(3):
        assert determine(faulty, out)[0] == 1
    kept = sorted(path.name for path in out.glob("facts*"))
    assert kept == ["facts", "facts.before", "facts.before-2"]
    assert (out / "facts.before" / "set_aside" / mended.name).read_text(encoding="utf-8") == "mended"


def test_an_earlier_result_as_it_was_written_is_kept_once(faulty, tmp_path):
    for _ in range(4):
        determine(faulty, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").glob("facts*")) == ["facts", "facts.before"]


def test_a_folder_that_jiahe_did_not_write_is_not_touched(faulty, tmp_path):
    (tmp_path / "out" / "facts").mkdir(parents=True)
    (tmp_path / "out" / "facts" / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, err = determine(faulty, tmp_path / "out")
    assert code == 2
    assert "was not written by Jiahe" in err
    assert (tmp_path / "out" / "facts" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_faultless_parquet_folder_is_determined_where_it_is(tmp_path):
    clean = write_town(tmp_path / "town")
    run("facts", "check", clean, "--out", tmp_path / "clean")
    code, _, err = determine(tmp_path / "clean", tmp_path / "out")
    assert code == 0, err


def unfinished(out, pid):
    left = out / f".facts{made_by(pid)}x.partial"
    left.mkdir(parents=True)
    return left


def test_what_a_killed_run_left_is_removed_and_what_a_living_one_writes_is_not(faulty, tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    dead, living = unfinished(tmp_path / "out", gone.pid), unfinished(tmp_path / "out", os.getpid())
    not_ours = tmp_path / "out" / ".facts.other.partial"
    not_ours.mkdir()
    determine(faulty, tmp_path / "out")
    assert (dead.exists(), living.exists(), not_ours.exists()) == (False, True, True)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_says_so_and_cleans_up(sign, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    row = "p{0},甲,male,1990-01-01,420106001001\n"
    with (folder / "persons.csv").open("w", encoding="utf-8") as file:
        file.write("person_id,name,sex,birth_date,hukou_place\n")
        file.writelines(row.format(n) for n in range(600_000))
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "jiahe", "determine", "--facts", folder, *HUBEI, "--out", out]
    with subprocess.Popen(
        list(map(str, command)), stderr=subprocess.PIPE, encoding="utf-8", env=os.environ | {"TMPDIR": str(scratch)}
    ) as process:
        until = time.monotonic() + 60
        while not list(out.glob(".facts.*.partial")) and time.monotonic() < until:
            time.sleep(0.002)
        process.send_signal(sign)
        _, err = process.communicate(timeout=60)
    assert "已中断" in err, f"exit code {process.returncode}: {err[-2000:]}"
    assert process.returncode == 2
    assert "cannot be read" not in err
    assert "Traceback" not in err
    assert list(out.glob(".facts.*")) == []
    assert list(scratch.iterdir()) == []


def killed(arguments, seen, scratch):
    """Run a command and kill it, without a chance to clean up, as soon as it has made what ``seen`` finds."""
    command = [sys.executable, "-m", "jiahe", *map(str, arguments)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | {"TMPDIR": str(scratch)}) as process:
        until = time.monotonic() + 60
        while not seen() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        process.kill()
    assert process.returncode == -signal.SIGKILL


def test_what_a_killed_synth_left_is_swept_by_the_next(tmp_path, monkeypatch):
    scratch, out = tmp_path / "scratch", tmp_path / "register"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    again = ["synth", "--people", 3000, "--seed", 5, "--dirty", "--out", out]

    def left():
        return [*tmp_path.glob(".register.*"), *scratch.glob("jiahe-synth.*")]

    killed(again, lambda: len(left()) == 2, scratch)
    assert len(left()) == 2
    code, _, err = run(*again)
    assert code == 0, err
    assert left() == []
    assert list(scratch.iterdir()) == []
    assert (out / "persons.csv").is_file()
    assert not (out / ".jiahe.json").exists()


def test_what_a_killed_engine_spilled_is_swept_by_the_next_run(tmp_path):
    clean, out = tmp_path / "clean", tmp_path / "out"
    run("facts", "check", write_town(tmp_path / "town"), "--out", clean)
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    folders = {}
    for name, pid in (("dead", gone.pid), ("living", os.getpid())):
        folders[name] = out / f".spill{made_by(pid)}{name}"
        folders[name].mkdir(parents=True)
        (folders[name] / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"0" * 1000)
    assert determine(clean, out, "--no-check")[0] == 0
    assert list(out.glob(".spill*")) == [folders["living"]]


@pytest.mark.parametrize("make", [lambda to: partial_folder(to / "facts"), lambda to: working_folder(to, "spill")])
def test_a_stop_while_a_folder_is_being_made_leaves_nothing(make, tmp_path, monkeypatch):
    mkdir = Path.mkdir

    def stopped(folder, *told, **more):
        mkdir(folder, *told, **more)
        if folder != tmp_path:
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", stopped)
    with pytest.raises(KeyboardInterrupt), make(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
