package io.twinbeam.pipelines.report;

/** One row of failed-cases.csv. */
record FailedRow(
    String caseId, String source, String stage, String reason, String message, String cause) {}
