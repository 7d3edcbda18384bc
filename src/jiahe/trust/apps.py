"""The trust room as an application."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """Sign-in, permissions, row-level security, the read log, and running the office."""

    name = "jiahe.trust"
    label = "trust"

    def ready(self) -> None:
        """Listen to who signs in and out, keep the read log's count of transactions, say where the pages are."""
        from django.db.models.signals import post_migrate

        from jiahe.trust import sessions  # noqa: F401 - its receivers
        from jiahe.trust.acting import log_reads
        from jiahe.trust.invitations import times_guessed
        from jiahe.trust.models import Alert
        from jiahe.trust.office.proposals import waiting
        from jiahe.trust.pace import count_lookup
        from jiahe.trust.turns import keep_turns
        from jiahe.trust.waiting import Waiting
        from jiahe.trust.waiting import add as add_waiting
        from jiahe.trust.watching import due_for_review
        from jiahe.web.exports import watch_with
        from jiahe.web.navigation import Entry, add
        from jiahe.web.words import Words

        add_waiting(
            Waiting(
                ("see_log", "read_log"), "unusual",
                Words("{n}条异常查阅待查实", "{n} {n:notice|notices} of unusual reading to look at"),
                lambda acting: Alert.objects.filter(closed_at__isnull=True).count(),
            ),
            Waiting(
                ("manage_posts", "post"), "watched",
                Words("{n}份受关注的档案到了复核日期", "{n} watched {n:record is|records are} due for review"),
                lambda acting: due_for_review(),
            ),
            Waiting(
                ("manage_posts", "post"), "accounts",
                Words(
                    "近7天有人大量试邀请码，一小时内错满1000次，当时所有人的邀请码都暂停使用；从哪里来，请查代理服务器的日志",
                    "Within the last 7 days somebody guessed invitation codes: 1,000 wrong ones within an hour stopped "
                    "everybody’s. The proxy’s log says where they came from",
                ),
                lambda acting: times_guessed(),
            ),
            Waiting(
                ("approve", "post"), "proposals",
                Words("{n}件事等您批准", "{n} {n:thing waits|things wait} for your approval"),
                lambda acting: waiting(acting.account),
            ),
        )  # fmt: skip
        watch_with(log_reads, count_lookup)
        post_migrate.connect(keep_turns, sender=self)
        watches, manages = ("see_log", "read_log"), ("manage_posts", "post")
        log = Words("谁在什么时候、为什么看过居民的档案。", "Who has read residents’ records, when and what for.")
        unusual = Words("不寻常的查阅，待查实。", "What was unusual in the reading, to be looked at.")
        staff = Words("登记工作人员在登记册里是谁。", "Whom of the register each member of staff is.")
        watched = Words(
            "有人无事查阅时，马上提示审计。", "Audit is told at once when somebody reads them without a task."
        )
        posts = Words("设岗位，交给同事担任，安排代理。", "Make posts, give them to colleagues, let one stand in.")
        accounts = Words("开账户、给密码链接、停用账户。", "Make accounts, give links for passwords, close accounts.")
        programs = Words(
            "让别的单位的系统使用接口，到期作废。", "Let systems of other offices use the API, until a day."
        )
        acts = Words("岗位、账户、第二道验证：谁办的。", "Posts, accounts, second factors: who did what.")
        table = Words("每种岗位可以做什么，一张表看清。", "What each kind of post may do, on one page.")
        delegates, away = ("stand_in", "post"), Words("休假时请同事代理。", "Let a colleague hold your post for days.")
        divisions = Words("更名、合并、拆分，查沿革。", "Rename, merge and split divisions; see their history.")
        facilities = Words("医院、卫生室、托育机构。", "Hospitals, clinics and nurseries.")
        approves = ("approve", "post")
        second = Words("两位管理员才能办的事：批准或不批准。", "Approve or refuse what needs two administrators.")
        add(
            Entry(Words("查阅日志", "Read log"), "read-log", log, permission=watches, order=60),
            Entry(Words("异常查阅", "Unusual reading"), "unusual", unusual, permission=watches, order=61),
            Entry(Words("工作人员本人", "Who the staff are"), "staff-persons", staff, permission=manages, order=62),
            Entry(Words("受关注的档案", "Watched records"), "watched", watched, permission=manages, order=61),
            Entry(Words("管理员做过什么", "What administrators did"), "admin-acts", acts, permission=watches, order=63),
            Entry(Words("待另一人批准", "Second approvals"), "proposals", second, permission=approves, order=53),
            Entry(Words("谁可以做什么", "Who may do what"), "permissions", table, residents=False, order=90, foot=True),
            Entry(
                Words("谁代理我", "Who stands in for me"),
                "my-stand-in",
                away,
                permission=delegates,
                order=91,
                foot=True,
            ),
            Entry(Words("岗位", "Posts"), "posts", posts, permission=manages, order=50),
            Entry(Words("账户", "Accounts"), "accounts", accounts, permission=manages, order=51),
            Entry(Words("区划", "Divisions"), "divisions", divisions, permission=("change", "division"), order=52),
            Entry(
                Words("服务机构", "Facilities"),
                "facilities",
                facilities,
                permission=("change", "division"),
                order=53,
            ),
            Entry(Words("程序密钥", "Program keys"), "program-keys", programs, permission=manages, order=54),
        )
