import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { ownLink, publicAddresses, sharedLink } from "../../../../static/js/panels/share/page-link.js";
import { openPage } from "../../dom.js";

/** Opens a page at a URL; the server has told it these addresses, or nothing. */
function open(t, url, addresses) {
  const { document } = openPage(t, { url });
  if (addresses !== undefined) document.body.dataset.addresses = addresses;
}

test("a link has the path, what is hidden and the language, and nothing of this viewer alone", (t) => {
  open(t, "http://a.test/hub/user/?autoplay=0&hide=help,data&embed=1&lang=de&utm_source=x#v=1");
  assert.equal(ownLink("v=1&seed=3"), "http://a.test/hub/user/?hide=help%2Cdata&lang=de#v=1&seed=3");
});

test("a fragment is never empty", (t) => {
  open(t, "http://a.test/#v=1&seed=9");
  assert.equal(ownLink(""), "http://a.test/#v=1");
});

test("a page of another computer is shared as it was opened, whatever the server tells", (t) => {
  open(t, "https://a.test:8443/x/", "http://10.0.0.7:8000");
  assert.deepEqual(publicAddresses(), ["https://a.test:8443"]);
  assert.deepEqual(sharedLink("look=k"), { href: "https://a.test:8443/x/#look=k", isLocal: false });
});

for (const host of ["127.0.0.1:8000", "localhost", "app.localhost:8000", "[::1]:8000", "127.0.0.2"]) {
  test(`a page at ${host} is shared at the first address, or at the one that is chosen`, (t) => {
    open(t, `http://${host}/?hide=help`, "http://10.0.0.7:8000 https://a.test");
    assert.deepEqual(publicAddresses(), ["http://10.0.0.7:8000", "https://a.test"]);
    assert.deepEqual(sharedLink("v=1"), { href: "http://10.0.0.7:8000/?hide=help#v=1", isLocal: false });
    assert.deepEqual(sharedLink("v=1", "https://a.test"), { href: "https://a.test/?hide=help#v=1", isLocal: false });
  });
}

for (const addresses of ["", undefined]) {
  test(`without an address (${addresses}) the link is for this computer only`, (t) => {
    open(t, "http://127.0.0.1:8000/", addresses);
    assert.deepEqual(sharedLink("look=k"), { href: "http://127.0.0.1:8000/#look=k", isLocal: true });
  });
}

test("a name that only begins like this computer is another one", (t) => {
  open(t, "http://localhost.a.test/");
  assert.equal(sharedLink("v=1").isLocal, false);
});
