"""How the kinds of posts, of changes, and of what administrators do are called, in both languages."""

from __future__ import annotations

from jiahe.places.history import MERGED, RECODED, RENAMED, SPLIT
from jiahe.web.words import Words

ROLES: dict[str, Words] = {
    "village_worker": Words("村专干", "Village worker"),
    "township_reviewer": Words("乡镇经办", "Township reviewer"),
    "county_officer": Words("县卫健局经办", "County officer"),
    "finance": Words("财政", "Finance"),
    "provider": Words("医疗卫生机构", "Care provider"),
    "auditor": Words("审计", "Auditor"),
    "steward": Words("数据管理员", "Data steward"),
    "resident": Words("居民", "Resident"),
    "system_administrator": Words("系统管理员", "System administrator"),
    "security_administrator": Words("安全管理员", "Security administrator"),
    "audit_administrator": Words("审计管理员", "Audit administrator"),
    "background": Words("后台办理", "Background work"),
}

KINDS_OF_FACILITY: dict[str, Words] = {
    "hospital": Words("医院", "Hospital"),
    "maternity": Words("妇幼保健院", "Mother and child hospital"),
    "town_clinic": Words("乡镇卫生院、社区卫生服务中心", "Clinic of a town or community"),
    "village_clinic": Words("村卫生室", "Village clinic"),
    "nursery": Words("托育机构", "Nursery"),
    "other": Words("其他", "Other"),
}

HAPPENED: dict[str, Words] = {
    MERGED: Words("{old}并入{new}", "{old} merged into {new}"),
    SPLIT: Words("{old}拆分为{new}", "{old} split into {new}"),
    RENAMED: Words("{old}更名为{new}", "{old} renamed {new}"),
    RECODED: Words("{old}的代码改为{new}", "{old} given the code {new}"),
}

ACTS: dict[str, Words] = {
    "add_post": Words("新设岗位", "Made a post"),
    "end_post": Words("撤销岗位", "Ended a post"),
    "give_post": Words("交给同事担任", "Gave a post"),
    "stand_in": Words("安排代理", "Let a colleague stand in"),
    "own_stand_in": Words("请人代理自己", "Let a colleague stand in for themselves"),
    "end_own_stand_in": Words("结束别人代理自己", "Ended who stood in for themselves"),
    "end_holding": Words("结束任期", "Ended a holding"),
    "add_account": Words("新开账户", "Made an account"),
    "first_link": Words("给新账户密码链接", "Made the first link for a password"),
    "password_link": Words("生成重设密码的链接", "Made a link for another password"),
    "remove_factor": Words("解除第二道验证", "Removed the second factor"),
    "close_account": Words("停用账户", "Closed an account"),
    "link_staff": Words("登记此人在登记册里是谁", "Said whom of the register they are"),
    "unlink_staff": Words("取消登记此人是谁", "Took back whom of the register they are"),
    "take_file": Words("下载外来资料", "Took a file from another office along"),
    "give_key": Words("发程序密钥", "Gave a program a key"),
    "end_key": Words("停用程序密钥", "Ended a program’s key"),
    "propose": Words("提请另一位管理员批准", "Proposed what another must approve"),
    "refuse": Words("没有批准", "Refused what was proposed"),
    "watch": Words("关注一份档案", "Had a record watched"),
    "unwatch": Words("不再关注一份档案", "No longer has a record watched"),
}

PROPOSED: dict[str, Words] = {
    "password_link": Words("重设密码", "Another password"),
    "remove_factor": Words("解除第二道验证", "Remove the second factor"),
    "give_post": Words("交给岗位", "Give a post"),
    "stand_in": Words("安排代理", "Let a colleague stand in"),
    "give_key": Words("发程序密钥", "Give a program a key"),
}
"""What needs two administrators."""
