/**
 * Runs in an MLflow tracking server, told by the process that starts the pipeline from the files
 * that workers leave in the run directory. No run waits for it or fails by it.
 */
package io.twinbeam.pipelines.mlflow;
