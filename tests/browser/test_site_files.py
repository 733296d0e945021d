"""What machines read of a page is read by a browser too, and breaks no policy."""

import json


def test_the_data_in_the_head_of_an_option_is_not_stopped_and_not_run(desktop):
    desktop.goto("/options/ect/")
    text = desktop.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(text)["@type"] == "MedicalWebPage"
    assert desktop.locator("h1").text_content() == "ECT"


def test_the_pictures_are_pictures(desktop):
    desktop.goto("/")
    widths = desktop.evaluate(
        """async () => {
          const icons = (await (await fetch("/site.webmanifest")).json()).icons.map((i) => i.src);
          const all = ["/favicon.ico", "/apple-touch-icon.png", ...icons];
          return Promise.all(all.map((src) => new Promise((done) => {
            const picture = new Image();
            picture.onload = () => done(picture.naturalWidth);
            picture.onerror = () => done(0);
            picture.src = src;
          })));
        }"""
    )
    assert widths[1] == 180
    assert widths[-2:] == [192, 512]
    assert all(widths)
