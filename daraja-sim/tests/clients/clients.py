"""Other people's clients of Daraja against the simulator.

They know nothing of Daftari, so a field that the simulator misspells doesn't match itself here. Where
a client is wrong, by what is known of Daraja, the test says so and the simulator is not bent to it.
`DAFTARI_BIN` names the built program, and `DAFTARI_EVERY_REQUEST` the adapter's example of that name.
"""

import base64
import http.server
import json
import os
import pathlib
import queue
import re
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

import mpesa
import mpesakit
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from mpesakit.b2c.schemas import B2CCommandIDType
from mpesakit.errors import MpesaApiException
from mpesakit.http_client import MpesaHttpClient
from mpesakit.security.get_credential import generate_security_credential
from mpesa_mcp.validation import validate

PATIENCE_SECONDS = 60
SHORT_CODE = "174379"
PASSKEY = "demo"
INITIATOR = "demo"
PASSWORD = "demo"


class Simulator:
    """A simulator in a process of its own, on any free port."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["DAFTARI_BIN"], "sim", "--port", "0", "--sim-speed", "1000",
             "--sim-opening-shillings", "100000"],
            stdout=subprocess.PIPE,
            text=True,
        )
        announced = self.process.stdout.readline()
        self.url = re.search(r"http://[0-9.:]+[0-9]", announced).group()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE_SECONDS) as answer:
            return answer.read()

    def entries(self):
        return json.loads(self.get("/sim/entries"))["items"]

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        self.process.stdout.close()


class Receiver:
    """Takes callbacks, and accepts every validation."""

    def __init__(self):
        received = self.received = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                answer = b'{"ResultCode":"0","ResultDesc":"Accepted"}'
                self.send_response(200)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
                received.put((self.path, json.loads(body)))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self, path):
        """The next callback, which has to be for this path."""
        came, body = self.received.get(timeout=PATIENCE_SECONDS)
        assert came == path, f"{came} instead of {path}: {body}"
        return body

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.simulator = Simulator()
        self.addCleanup(self.simulator.stop)
        self.receiver = Receiver()
        self.addCleanup(self.receiver.stop)

    def credential(self):
        """The initiator's password, encrypted for the certificate that the simulator serves."""
        certificate = x509.load_pem_x509_certificate(self.simulator.get("/sim/certificate"))
        encrypted = certificate.public_key().encrypt(PASSWORD.encode(), padding.PKCS1v15())
        return base64.b64encode(encrypted).decode()


class DarajaV3(ClientTest):
    """daraja-v3."""

    def setUp(self):
        super().setUp()
        self.client = self.client_with("demo")

    def client_with(self, secret):
        return mpesa.MpesaClient(
            "demo", secret, SHORT_CODE, passkey=PASSKEY, base_url=self.simulator.url
        )

    def test_push_callback_and_query(self):
        pushed = self.client.stk_push(
            "0712345678", 450, "A1", callback_url=self.receiver.url + "/stk"
        )
        callback = self.client.parse_stk_callback(self.receiver.next("/stk"))
        self.assertTrue(callback["paid"])
        self.assertEqual(callback["checkout_request_id"], pushed.checkout_request_id)
        self.assertEqual(callback["amount"], 450)
        self.assertEqual(callback["phone"], "254712345678")
        self.assertEqual(callback["mpesa_receipt"], self.simulator.entries()[0]["receipt"])
        self.assertTrue(self.client.stk_query(pushed.checkout_request_id).is_paid)

    def test_a_failure_is_told(self):
        self.client.stk_push("0700000002", 450, "A1", callback_url=self.receiver.url + "/stk")
        callback = self.client.parse_stk_callback(self.receiver.next("/stk"))
        self.assertEqual((callback["paid"], callback["result_code"]), (False, "1032"))

    def test_an_error_is_understood(self):
        with self.assertRaises(mpesa.MpesaError) as refused:
            self.client.stk_query("ws_CO_1")
        self.assertEqual(refused.exception.code, "500.001.1001")
        with self.assertRaises(mpesa.AuthenticationError):
            self.client_with("wrong").stk_query("ws_CO_1")

    def test_addresses_are_registered(self):
        answer = self.client.c2b_register_urls(
            self.receiver.url + "/validation", self.receiver.url + "/confirmation"
        )
        self.assertEqual(answer["ResponseCode"], "0")
        self.assertIn("OriginatorCoversationID", answer)
        self.client.stk_push("0712345678", 450, "A1", callback_url="https://127.0.0.1:9/")
        told = self.receiver.next("/confirmation")
        self.assertEqual(told["TransAmount"], "450.00")

    def test_a_customer_is_paid_and_the_balance_is_told(self):
        paid = self.client.b2c(
            "0712345678", 150, remarks="refund", initiator_name=INITIATOR,
            security_credential=self.credential(), callback_url=self.receiver.url + "/result",
            queue_timeout_url=self.receiver.url + "/timeout",
        )
        result = self.receiver.next("/result")["Result"]
        self.assertEqual(result["ResultCode"], 0)
        self.assertEqual(result["ConversationID"], paid.conversation_id)
        self.assertEqual(self.simulator.entries()[0]["amount_cents"], -15000)

        self.client.account_balance(
            self.receiver.url + "/result", self.receiver.url + "/timeout",
            initiator_name=INITIATOR, security_credential=self.credential(),
        )
        parameters = self.receiver.next("/result")["Result"]["ResultParameters"]
        balance = parameters["ResultParameter"][0]["Value"]
        self.assertIn("Utility Account|KES|99845.00|", balance)

    def test_a_fraction_is_lost_by_the_client(self):
        """Wrong in the client: it floors an amount without a word."""
        self.client.stk_push("0712345678", 10.9, "A1", callback_url=self.receiver.url + "/stk")
        self.receiver.next("/stk")
        self.assertEqual(self.simulator.entries()[0]["amount_cents"], 1000)


class Mpesakit(ClientTest):
    """mpesakit."""

    def setUp(self):
        super().setUp()
        # Its host is not configurable otherwise.
        original = MpesaHttpClient._resolve_base_url
        MpesaHttpClient._resolve_base_url = lambda _self, _env: self.simulator.url
        self.addCleanup(setattr, MpesaHttpClient, "_resolve_base_url", original)
        self.client = mpesakit.MpesaClient("demo", "demo", "sandbox")

    def initiator(self):
        return {
            "initiator": INITIATOR,
            "security_credential": self.credential(),
            "result_url": self.receiver.url + "/result",
            "queue_timeout_url": self.receiver.url + "/timeout",
        }

    def push(self, phone="254712345678"):
        return self.client.express.push(
            business_short_code=int(SHORT_CODE), transaction_type="CustomerPayBillOnline",
            amount=450, party_a=phone, party_b=SHORT_CODE, phone_number=phone,
            callback_url=self.receiver.url + "/stk", account_reference="A1",
            transaction_desc="WiFi", passkey=PASSKEY,
        )

    def paid(self):
        self.push()
        self.receiver.next("/stk")
        return self.simulator.entries()[0]["receipt"]

    def test_push_callback_and_query(self):
        pushed = self.push()
        self.assertTrue(pushed.is_successful())
        callback = self.client.process_stk_callback(self.receiver.next("/stk")).Body.stkCallback
        self.assertEqual(callback.ResultCode, 0)
        self.assertEqual(callback.CheckoutRequestID, pushed.CheckoutRequestID)
        queried = self.client.express.query(
            business_short_code=int(SHORT_CODE), passkey=PASSKEY,
            checkout_request_id=pushed.CheckoutRequestID,
        )
        self.assertEqual(str(queried.ResultCode), "0")

    def test_addresses_are_registered(self):
        answer = self.client.c2b.register_url(
            short_code=int(SHORT_CODE), response_type="Completed",
            confirmation_url=self.receiver.url + "/confirmation",
            validation_url=self.receiver.url + "/validation",
        )
        self.assertTrue(answer.is_successful())

    def test_a_customer_is_paid(self):
        initiator = self.initiator()
        answer = self.client.b2c.send_payment(
            originator_conversation_id="ours-1", initiator_name=initiator.pop("initiator"),
            command_id=B2CCommandIDType.BusinessPayment, amount=150, party_a=SHORT_CODE,
            party_b="254712345678", remarks="refund", **initiator,
        )
        self.assertTrue(answer.is_successful())
        self.assertEqual(answer.OriginatorConversationID, "ours-1")
        told = self.receiver.next("/result")
        self.assertEqual(told["Result"]["ResultCode"], 0)

    def test_balance_status_and_reversal(self):
        receipt = self.paid()
        answer = self.client.balance.query(
            command_id="AccountBalance", party_a=int(SHORT_CODE), identifier_type=4,
            remarks="daily", **self.initiator(),
        )
        self.assertTrue(answer.is_successful())
        told = self.client.process_account_balance_callback(self.receiver.next("/result"))
        self.assertEqual(told.Result.ResultCode, 0)

        answer = self.client.transactions.query_status(
            transaction_id=receipt, party_a=int(SHORT_CODE), identifier_type=4,
            remarks="check", occasion="check", **self.initiator(),
        )
        self.assertTrue(answer.is_successful())
        items = self.receiver.next("/result")["Result"]["ResultParameters"]["ResultParameter"]
        self.assertIn({"Key": "ReceiptNo", "Value": receipt}, items)

        answer = self.client.reversal.reverse(
            transaction_id=receipt, amount=450, receiver_party=int(SHORT_CODE),
            remarks="twice", occasion="twice", **self.initiator(),
        )
        self.assertTrue(answer.is_successful())
        self.assertEqual(self.receiver.next("/result")["Result"]["ResultCode"], 0)
        self.assertEqual(self.simulator.entries()[0]["reversed_by"],
                         self.simulator.entries()[1]["receipt"])

    def test_a_code_to_scan_is_made(self):
        answer = self.client.dynamic_qr.generate(
            merchant_name="DEMO WIFI", ref_no="A1", amount=50, trx_code="PB", cpi=SHORT_CODE,
            size="300",
        )
        self.assertTrue(base64.b64decode(answer.QRCode).startswith(b"\x89PNG"))

    def test_a_wrong_secret_is_understood(self):
        """The empty body of a 400 is what it takes for wrong credentials."""
        client = mpesakit.MpesaClient("demo", "wrong", "sandbox")
        with self.assertRaises(MpesaApiException) as refused:
            client.token_manager.get_token()
        self.assertEqual(refused.exception.error.error_code, "AUTH_INVALID_CREDENTIALS")

    def test_its_own_credential_is_not_the_password(self):
        """Wrong in the client: it encrypts the password with the time of day behind it, where
        Daraja wants the password alone; so the initiator's information is invalid."""
        with tempfile.TemporaryDirectory() as folder:
            certificate = pathlib.Path(folder, "certificate.cer")
            certificate.write_bytes(self.simulator.get("/sim/certificate"))
            credential = generate_security_credential(PASSWORD, str(certificate))
        self.client.balance.query(
            command_id="AccountBalance", party_a=int(SHORT_CODE), identifier_type=4,
            remarks="daily", **{**self.initiator(), "security_credential": credential},
        )
        self.assertEqual(self.receiver.next("/result")["Result"]["ResultCode"], 2001)


class Adapter(ClientTest):
    """Daftari's own adapter, judged by the validator of mpesa-daraja-mcp."""

    # What the validator calls each product; it knows nothing of pulls.
    PRODUCTS = {
        "/mpesa/stkpush/v1/processrequest": "stk",
        "/mpesa/stkpushquery/v1/query": "stk_query",
        "/mpesa/c2b/v2/registerurl": "c2b_register",
        "/mpesa/qrcode/v1/generate": "qr",
        "/mpesa/transactionstatus/v1/query": "status",
        "/mpesa/accountbalance/v1/query": "balance",
        "/mpesa/reversal/v1/request": "reversal",
        "/mpesa/b2c/v3/paymentrequest": "b2c",
    }
    UNKNOWN = {"/pulltransactions/v1/register", "/pulltransactions/v1/query"}

    # One thing that is wrong with each, and what the validator has to say of it.
    SPOILT = {
        "stk": ({"PhoneNumber": "0712345678"}, "PhoneNumber='0712345678' must be"),
        "stk_query": ({"Timestamp": "20260101000000"}, "a different Timestamp"),
        "c2b_register": ({"ValidationURL": "https://pay.example.co.ke/mpesa/"}, "a word Daraja rejects"),
        "qr": ({"TrxCode": "XX"}, "TrxCode='XX' not valid"),
        "status": ({"TransactionID": "", "OriginalConversationID": ""}, "Provide TransactionID"),
        "balance": ({"Initiator": ""}, "Missing required field Initiator"),
        "reversal": ({"ReceiverIdentifierType": "11"}, "should be spelled RecieverIdentifierType"),
        "b2c": ({"Amount": "9"}, "below 10 KES"),
    }

    def sent(self):
        """What the adapter has sent to each product: the bodies, by the validator's name of it."""
        subprocess.run([os.environ["DAFTARI_EVERY_REQUEST"], self.simulator.url], check=True,
                       timeout=PATIENCE_SECONDS)
        asked = json.loads(self.simulator.get("/sim/requests"))["items"]
        posted = [request for request in asked if request["method"] == "POST"]
        paths = {request["path"] for request in posted}
        self.assertEqual(paths, self.PRODUCTS.keys() | self.UNKNOWN)
        bodies = {}
        for request in posted:
            self.assertEqual(request["status"], 200, request)
            if request["path"] in self.PRODUCTS:
                product = self.PRODUCTS[request["path"]]
                bodies.setdefault(product, []).append(json.loads(request["body"]))
        return bodies

    def test_what_it_sends_is_right_and_the_validator_would_say_otherwise(self):
        for product, bodies in self.sent().items():
            wrong, said = self.SPOILT[product]
            for body in bodies:
                with self.subTest(product=product, body=body):
                    self.assertEqual(validate(product, body), [])
                    for field in body:
                        if field not in ("TransactionID", "OriginalConversationID", "Occasion", "Occassion"):
                            missing = {name: body[name] for name in body if name != field}
                            self.assertIn(f"Missing required field {field}", validate(product, missing))
                    complaints = validate(product, {**body, **wrong})
                    self.assertTrue(any(said in one for one in complaints), complaints)


if __name__ == "__main__":
    outcome = unittest.main(exit=False).result
    failed = len(outcome.failures) + len(outcome.errors)
    print(f"{outcome.testsRun - failed} passed, {failed} failed")
    sys.exit(0 if outcome.wasSuccessful() else 1)
