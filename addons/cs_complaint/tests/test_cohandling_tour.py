from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestCohandlingTour(ComplaintCommon, HttpCase):
    """The head of a department asks another department, gets its answer and ends the complaint."""

    def _play(self):
        for user in self.head | self.agent:
            # Tours log in with the login as password.
            user.password = user.login
        complaint = self._register(
            category_id=self.category_product.id, description="Two lines for roaming"
        )
        complaint.with_user(self.head).action_start()
        url = f"/odoo/complaints/{complaint.id}"
        # The refusal that the tour looks for is a warning of the server.
        with mute_logger("odoo.http"):
            self.start_tour(url, "cs_complaint_head_asks", login=self.head.login)
        task = complaint.task_ids
        self.assertEqual((task.department_id, task.state), (self.service, "new"))
        self.start_tour("/odoo/co-handling", "cs_complaint_agent_replies", login=self.agent.login)
        self.assertEqual((task.state, task.user_id), ("done", self.agent))
        self.start_tour(url, "cs_complaint_head_answers", login=self.head.login)
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.feedback_ids.user_id, self.head)

    def test_english(self):
        self._play()

    def test_chinese(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.env.ref("base.module_cs_complaint")._update_translations(["zh_TW"])
        (self.head | self.agent).lang = "zh_TW"
        self._play()
