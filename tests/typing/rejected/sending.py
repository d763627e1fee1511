"""Arguments that `send` does not accept. Every line that ends in "# wrong" is an error, and no other line."""

from sesv2kit import Address, Attachment, SESv2, Unsubscribe

client = SESv2()
file = Attachment.from_path("a.pdf")

client.sending.send("hello@shop.example", "ann@mail.example")  # wrong
client.sending.send(form_email_address="hello@shop.example")  # wrong
client.sending.send(to={"ann@mail.example": "Ann"})  # wrong
client.sending.send(to=[("Ann", "ann@mail.example")])  # wrong
client.sending.send(subject=b"Hi")  # wrong
client.sending.send(text=["Hello"])  # wrong
client.sending.send(attachments=file)  # wrong
client.sending.send(attachments="a.pdf")  # wrong
client.sending.send(attachments={"a.pdf": b""})  # wrong
client.sending.send(headers={"X-Order": 17})  # wrong
client.sending.send(email_tags={"order": 17})  # wrong
client.sending.send(unsubscribe="https://shop.example/leave")  # wrong
client.sending.send(list_management_options="news")  # wrong
client.sending.send(message="Hello")  # wrong
client.sending.send(template_data=[1])  # wrong
Attachment.from_bytes("text", "a.txt")  # wrong
Attachment.from_bytes(b"", "a.txt", "text/plain")  # wrong
Address(None)  # wrong
Unsubscribe(link="https://shop.example/leave")  # wrong
