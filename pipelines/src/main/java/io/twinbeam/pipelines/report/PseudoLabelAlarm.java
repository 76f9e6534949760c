package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinbeam.transforms.RunName;

/**
 * What looked wrong with pseudo-labels, as summary.json lists it. Numbers and names may be absent.
 *
 * @param alarm the name of the rule that was broken
 * @param caseId the case that it is about; null where it is about all of a run
 * @param classId the class; null where it is about none
 * @param value what was found
 * @param expected what the rule asks for
 * @param message the finding in words
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PseudoLabelAlarm(
    String method,
    Integer fold,
    long seed,
    Integer round,
    String alarm,
    String caseId,
    @JsonProperty("class") String classId,
    Object value,
    Object expected,
    String message) {

  RunName run() {
    return new RunName(method, fold == null ? 0 : fold, seed);
  }
}
