from odoo.tests import BaseCase, tagged

from odoo.addons.cs_department import uploads


@tagged("post_install", "-at_install")
class TestUploads(BaseCase):
    def test_type_by_name_and_content(self):
        for name, mimetype, wrong in (
            ("a.png", "image/png", ""),
            ("A.PNG", "image/png", ""),
            ("a.jpeg", "image/jpeg", ""),
            ("a.png", "image/jpeg", "type"),
            ("a.svg", "image/svg+xml", "type"),
            ("a.html", "text/html", "type"),
            ("a.pdf", "text/html", "type"),
            ("a.pdf.exe", "application/pdf", "type"),
            ("a", "image/png", "type"),
            ("", "image/png", "type"),
            (".png", "image/png", ""),
        ):
            self.assertEqual(uploads.problem(name, 10, mimetype, 1), wrong, name)

    def test_size(self):
        limit = uploads.MEGABYTE
        self.assertEqual(uploads.problem("a.pdf", limit, "application/pdf", 1), "")
        self.assertEqual(
            uploads.problem("a.pdf", limit + 1, "application/pdf", 1), "size"
        )
        self.assertEqual(uploads.problem("a.pdf", 0, "application/pdf", 1), "empty")

    def test_sound(self):
        for content, mimetype in (
            (b"ID3" + b"\0" * 9, "audio/mpeg"),
            (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
            (b"OggS\0\0", "audio/ogg"),
            (b"\0\0\0 ftypM4A ", "audio/mp4"),
            (b"<html>", ""),
            (b"", ""),
        ):
            self.assertEqual(uploads.sound_type(content), mimetype)
