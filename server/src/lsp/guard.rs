//! Stands around the service: keeps the order in which messages came, catches panics, repairs URIs, and says when the
//! client is done. Knows no method but `exit`.
//!
//! The transport polls handlers side by side. A handler enqueues before its first `.await`; polling every handler once
//! at the moment it is called makes that the order of the wire, whatever the transport does afterwards.

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use futures_util::FutureExt;
use tokio::sync::watch;
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_service::Service;

use super::uri;

/// The guarded service.
#[derive(Debug)]
pub struct Guard<S> {
    inner: S,
    ended: watch::Sender<bool>,
}

type Answer<E> = Result<Option<Response>, E>;
type Pending<E> = Pin<Box<dyn Future<Output = Answer<E>> + Send>>;

impl<S> Guard<S> {
    /// Guards a service; `ended` is told of `exit`.
    pub fn new(inner: S, ended: watch::Sender<bool>) -> Self {
        Self { inner, ended }
    }
}

impl<S> Service<Request> for Guard<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = Pending<S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == "exit" {
            self.ended.send_replace(true);
        }
        let (id, method) = (request.id().cloned(), request.method().to_owned());
        let answer = AssertUnwindSafe(self.inner.call(repaired(request)))
            .catch_unwind()
            .map(move |answer| {
                answer.unwrap_or_else(|panic| {
                    tracing::error!(method, "a handler panicked: {}", said(&*panic));
                    Ok(id.map(|id| Response::from_error(id, Error::internal_error())))
                })
            });
        first_polled(Box::pin(answer))
    }
}

fn first_polled<E: Send + 'static>(mut answer: Pending<E>) -> Pending<E> {
    match answer
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(answer) => Box::pin(std::future::ready(answer)),
        Poll::Pending => answer,
    }
}

fn repaired(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let mut out = Request::build(method);
    if let Some(id) = id {
        out = out.id(id);
    }
    if let Some(mut params) = params {
        uri::repair_all(&mut params);
        out = out.params(params);
    }
    out.finish()
}

/// What a panic said.
#[must_use]
pub fn said(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no message)")
}
