//! What the application asks, handed to the file of each product.

use async_trait::async_trait;
use domain::c2b::{C2bAddresses, C2bNotice, Registered, Verdict};
use domain::msisdn::Msisdn;
use domain::outcome::QueryAnswer;
use domain::personal::CheckoutRequestId;
use domain::ports::{
    AccountBalance, BalanceReport, C2b, CallbackContent, Circuit, Circuits, Conversation,
    Delivered, NotDone, PullTransactions, PulledPage, QrCode, QrRequest, QueueTimeouts, Refund,
    RefundReport, RefundRequest, RefundTaken, ResultAddresses, Reversal, ReversalReport,
    ReversalRequest, StatusQuestion, StatusReport, Stk, StkRequest, StkSent, TransactionStatus,
    Unreadable,
};
use domain::time::Timestamp;

use crate::Daraja;
use crate::{
    account_balance, c2b, c2b_urls, callback, pull, qr_code, refund, results, reversal, stk_push,
    stk_query, transaction_status,
};

#[async_trait]
impl Stk for Daraja {
    #[tracing::instrument(skip_all, fields(account_reference = %request.account_reference))]
    async fn push(&self, request: &StkRequest) -> StkSent {
        stk_push::push(&self.products, request, self.clock.now()).await
    }

    #[tracing::instrument(skip_all)]
    async fn query(&self, checkout_request_id: &CheckoutRequestId) -> QueryAnswer {
        stk_query::query(&self.products, checkout_request_id, self.clock.now()).await
    }

    fn decode_callback(&self, body: &[u8]) -> Result<CallbackContent, Unreadable> {
        callback::decode(body)
    }
}

#[async_trait]
impl C2b for Daraja {
    fn decode_c2b(&self, body: &[u8]) -> Result<C2bNotice, Unreadable> {
        c2b::decode(body)
    }

    fn validation_answer(&self, verdict: Verdict) -> String {
        c2b::answer(verdict)
    }

    #[tracing::instrument(skip_all)]
    async fn register_c2b(&self, addresses: &C2bAddresses) -> Registered {
        c2b_urls::register(&self.products, addresses).await
    }
}

#[async_trait]
impl TransactionStatus for Daraja {
    #[tracing::instrument(skip_all)]
    async fn ask_status(&self, question: &StatusQuestion) -> Result<Conversation, NotDone> {
        transaction_status::ask(&self.products, question).await
    }

    fn decode_status(&self, body: &[u8]) -> Result<Delivered<StatusReport>, Unreadable> {
        transaction_status::decode(body)
    }
}

#[async_trait]
impl AccountBalance for Daraja {
    #[tracing::instrument(skip_all)]
    async fn ask_balance(
        &self,
        remarks: &str,
        addresses: &ResultAddresses,
    ) -> Result<Conversation, NotDone> {
        account_balance::ask(&self.products, remarks, addresses).await
    }

    fn decode_balance(&self, body: &[u8]) -> Result<Delivered<BalanceReport>, Unreadable> {
        account_balance::decode(body)
    }
}

#[async_trait]
impl Reversal for Daraja {
    #[tracing::instrument(skip_all, fields(receipt = %request.receipt))]
    async fn ask_reversal(&self, request: &ReversalRequest) -> Result<Conversation, NotDone> {
        reversal::ask(&self.products, request).await
    }

    fn decode_reversal(&self, body: &[u8]) -> Result<Delivered<ReversalReport>, Unreadable> {
        reversal::decode(body)
    }
}

#[async_trait]
impl Refund for Daraja {
    #[tracing::instrument(skip_all, fields(id = request.id.as_str()))]
    async fn ask_refund(&self, request: &RefundRequest) -> Result<RefundTaken, NotDone> {
        refund::ask(&self.products, request).await
    }

    fn decode_refund(&self, body: &[u8]) -> Result<Delivered<RefundReport>, Unreadable> {
        refund::decode(body)
    }
}

impl QueueTimeouts for Daraja {
    fn decode_timeout(&self, body: &[u8]) -> Result<Conversation, Unreadable> {
        results::decode_timeout(body)
    }
}

#[async_trait]
impl PullTransactions for Daraja {
    #[tracing::instrument(skip_all)]
    async fn register_pull(&self, nominated: &Msisdn, callback_url: &str) -> Result<(), NotDone> {
        pull::register(&self.products, nominated, callback_url).await
    }

    #[tracing::instrument(skip(self))]
    async fn pull(
        &self,
        from: Timestamp,
        to: Timestamp,
        offset: u32,
    ) -> Result<PulledPage, NotDone> {
        pull::query(&self.products, from, to, offset).await
    }
}

#[async_trait]
impl QrCode for Daraja {
    #[tracing::instrument(skip_all)]
    async fn qr_code(&self, request: &QrRequest) -> Result<Vec<u8>, NotDone> {
        qr_code::make(&self.products, request).await
    }
}

impl Circuits for Daraja {
    fn circuits(&self) -> Vec<Circuit> {
        self.products.circuits()
    }
}
