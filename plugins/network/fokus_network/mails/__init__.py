"""Info mails to the contact persons and deputies of members: drafted, approved by somebody else, sent."""
