from tests.integration.sms.conftest import *


async def test_x(carrier):
    print(await carrier.says("my back hurts"))
    print(await carrier.says("N"))
    r = await carrier.post(WEBHOOK, f := carrier.form("n"))
    print(r.text)
    r2 = await carrier.post(WEBHOOK, f)
    assert r.text == r2.text
    print(await carrier.says("STOP"))
    print(await carrier.text("I wet myself and my legs are numb"))
    print(await carrier.text("START"))
    print(await carrier.says("please don't text me any more"))
    import sqlite3
    import glob

    await carrier.app.jobs._jobs[-1].run()
    from sqlalchemy import text as t

    d = carrier.app.texting.database
    with d.reading() as c:
        for q in (
            "select id,recipient,position,state,is_urgent,staff,substr(payload,1,40) from outbox",
            "select * from phone_numbers",
            "select * from receipts limit 3",
            "select * from queue_items",
            "select * from queue_notes",
        ):
            print(q)
            for row in c.execute(t(q)):
                print("  ", row)
