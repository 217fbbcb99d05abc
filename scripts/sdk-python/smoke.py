"""Signs in, makes a department and a ticket, lists and answers, by the generated Python client."""

import os

from switchdesk_client import AuthenticatedClient, Client
from switchdesk_client.api.auth import login
from switchdesk_client.api.departments import create_department
from switchdesk_client.api.messages import reply_to_ticket
from switchdesk_client.api.tickets import create_ticket, get_ticket, list_tickets
from switchdesk_client.models import (
    DepartmentCreateDto,
    LoginDto,
    MessageCreateDto,
    ProblemDto,
    TicketCreateDto,
    UserCreateDto,
)

url = os.environ["DESK_URL"]
tokens = login.sync(client=Client(base_url=url), body=LoginDto(username="admin", password=os.environ["ADMIN_PASSWORD"]))
desk = AuthenticatedClient(base_url=url, token=tokens.access_token)

department = create_department.sync(client=desk, body=DepartmentCreateDto(name="Support"))
ticket = create_ticket.sync(
    client=desk,
    idempotency_key="smoke",
    body=TicketCreateDto(
        department_id=department.id,
        subject="From Python",
        body="It works.",
        requester=UserCreateDto(full_name="Ada Caller", email="ada@example.com"),
    ),
)
reply = reply_to_ticket.sync(ticket.id, client=desk, body=MessageCreateDto(body="So it does."))
listed = list_tickets.sync(client=desk)
missing = get_ticket.sync(999, client=desk)

assert [one.subject for one in listed.items] == ["From Python"]
assert reply.ticket_id == ticket.id and reply.body_text.strip() == "So it does."
assert isinstance(missing, ProblemDto) and missing.code == "ticket.not_found"
print(f"signed in, opened ticket {ticket.id} ({ticket.status}), replied, listed, was refused by {missing.code}")
