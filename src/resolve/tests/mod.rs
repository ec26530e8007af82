//! What is found in code, printed as `path:line:column symbol usage`, over the real timeline of the Node SDK.

mod kit;

mod cross_file;
mod flow;
mod hostile;
mod lookalikes;
mod mocks;
mod order;
mod patterns;
mod results;
mod symbols;
mod typed;
