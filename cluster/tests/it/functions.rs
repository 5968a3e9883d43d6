//! Built together with this crate, DataFusion has functions that `lantern` alone has not.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::DataType;
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::functions::{crypto, encoding, regex};
use datafusion::functions_nested::all_default_nested_functions;
use datafusion::prelude::SessionContext;
use figures::evidence::Evidence as _;
use lake::Lake;
use lake::evidence::Engine;
use std::sync::Arc;

use crate::place::{made, over};

/// An engine with the functions that the manifest of `lake` asks for, and no others.
#[derive(Debug)]
struct AsLanternIs;

#[async_trait::async_trait]
impl Engine for AsLanternIs {
    fn session(&self) -> SessionContext {
        let session = SessionContext::new();
        let others = [
            regex::functions(),
            crypto::functions(),
            encoding::functions(),
        ];
        for function in others
            .into_iter()
            .flatten()
            .chain(all_default_nested_functions())
        {
            session.deregister_udf(function.name());
        }
        session
    }

    fn text(&self) -> DataType {
        DataType::Utf8View
    }

    async fn rows(&self, question: DataFrame) -> Result<Vec<RecordBatch>, DataFusionError> {
        question.collect().await
    }
}

#[tokio::test]
async fn no_measure_uses_a_function_that_lantern_alone_does_not_have() {
    let session = AsLanternIs.session();
    let odd = "SELECT regexp_replace('a', 'a', 'b')";
    let fault = session.sql(odd).await.unwrap_err().to_string();
    assert!(fault.contains("regexp_replace"), "{fault}");

    let folder = tempfile::tempdir().unwrap();
    made(folder.path(), 20_000, 1);
    let lake = Lake::open_with(folder.path(), Arc::new(AsLanternIs)).unwrap();
    for measure in lake.measures() {
        let answer = lake.answer(&measure.name, &over(1)).await;
        answer.unwrap_or_else(|fault| panic!("{fault}"));
    }
}
