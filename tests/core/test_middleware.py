"""What is sent is what was said to be sent."""

import pytest


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_page_is_as_long_as_it_says(client, db, encoding):
    response = client.get("/sq/guide/", headers={"accept-encoding": encoding})

    assert int(response.headers["Content-Length"]) == len(response.content)
