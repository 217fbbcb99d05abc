"""A full round trip through the django-helpdesk API with plain requests: python scripts/django-helpdesk.py URL USER PASSWORD.

The account is an administrator; the ticket that it makes is deleted at the end.
"""

import io
import sys

import requests

url, user, password = sys.argv[1:4]
api = requests.Session()
api.auth = (user, password)
base = f"{url.rstrip('/')}/api"


def ask(method, path, status, **more):
    answer = api.request(method, f"{base}/{path}", **more)
    assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


lists = requests.get(f"{base}/").json()
assert list(lists) == ["tickets", "user_tickets", "followups", "followups-attachments", "users"], lists
assert requests.get(f"{base}/followups/").status_code in (401, 403)
assert ask("POST", "tickets/", 400, json={}) == {
    "queue": ["This field is required."],
    "title": ["This field is required."],
}

created = ask(
    "POST",
    "tickets/",
    201,
    data={"queue": 1, "title": "Round trip", "description": "It begins.\nEmoji: 🐍", "submitter_email": "trip@example.com", "priority": 4},
    files={"attachment": ("first.jpg", io.BytesIO(bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")))},
)
ticket = f"tickets/{created['id']}"
assert created["status"] == 1 and created["description"] == "It begins.\nEmoji: 🐍"
attached = created["followup_set"][0]["followupattachment_set"][0]
assert requests.get(attached["file"]).content.startswith(b"\xff\xd8"), attached

# Its file is renamed, replaced, and has a second one beside it.
file = f"followups-attachments/{attached['id']}"
assert ask("PATCH", file, 200, json={"filename": "renamed.jpg"})["filename"] == "renamed.jpg"
replaced = ask("PUT", f"{file}/", 200, data={"followup": attached["followup"]}, files={"file": ("note.txt", io.BytesIO("Größe".encode()))})
assert (replaced["filename"], replaced["mime_type"], replaced["size"]) == ("note.txt", "text/plain", 7), replaced
assert requests.get(replaced["file"]).content.decode() == "Größe"
second = ask("POST", "followups-attachments/", 201, data={"followup": attached["followup"]}, files={"file": ("b.txt", io.BytesIO(b"b"))})
assert ask("GET", f"followups-attachments/{second['id']}/", 200) == second
assert ask("PUT", file, 400, json=replaced) == {
    "file": ["The submitted data was not a file. Check the encoding type on the form."]
}
assert ask("DELETE", f"followups-attachments/{second['id']}", 204) is None

# Got and put, it is the same.
shown = ask("GET", f"{ticket}/", 200)
assert shown == {**created, "followup_set": [{**created["followup_set"][0], "followupattachment_set": [replaced]}]}
assert ask("PUT", ticket, 200, json=shown) == shown
assert ask("PATCH", f"{ticket}/", 200, json={"priority": 1, "on_hold": True})["priority"] == 1

followup = ask(
    "POST",
    "followups/",
    201,
    json={"ticket": created["id"], "title": "Done", "comment": "It ends.", "public": True, "new_status": 3, "time_spent": "00:15:00"},
)
assert (followup["new_status"], followup["time_spent"]) == (3, "00:15:00"), followup
changed = ask("PUT", f"followups/{followup['id']}/", 200, json={**followup, "comment": "It ends. 🎉"})
assert changed == {**followup, "comment": "It ends. 🎉"}, changed
resolved = ask("GET", ticket, 200)
assert (resolved["status"], resolved["resolution"], resolved["title"]) == (3, "It ends.", "Round trip"), resolved
assert resolved["followup_set"][-1] == changed
listed = ask("GET", "tickets/", 200, params={"status": "Resolved"})
rows = listed["results"] if isinstance(listed, dict) else listed
assert all(row["status"] == 3 for row in rows)

own = ask("GET", "user_tickets/", 200)
assert set(own) == {"count", "next", "previous", "results"}, own

assert ask("DELETE", ticket, 204) is None
assert ask("GET", ticket, 404) == {"detail": "No Ticket matches the given query."}
print("The round trip is complete.")
