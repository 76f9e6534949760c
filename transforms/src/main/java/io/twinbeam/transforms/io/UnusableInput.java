package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.RecordCoder;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * Files that never became a case.
 *
 * @param failed why
 * @param files all of them, sorted; the first is the source that {@code failed} names
 */
@DefaultCoder(RecordCoder.class)
public record UnusableInput(FailedCase failed, List<String> files) {

  static final String STAGE = "read";

  public UnusableInput {
    files = List.copyOf(files);
  }

  /**
   * Files that are given up for one reason.
   *
   * @param what the rule, what is there and the cure, to stand behind the case id
   */
  static UnusableInput of(String caseId, Fault reason, String what, Collection<String> files) {
    List<String> sorted = files.stream().sorted().distinct().toList();
    return new UnusableInput(
        new FailedCase(caseId, sorted.get(0), STAGE, reason, caseId + ": " + what, ""), sorted);
  }

  /** Files that are given up because of {@code error}. */
  static UnusableInput of(String caseId, Throwable error, String file) {
    FailedCase failed = FailedCase.of(caseId, file, STAGE, error);
    return new UnusableInput(
        new FailedCase(
            caseId, file, STAGE, failed.reason(), caseId + ": " + failed.message(), failed.cause()),
        List.of(file));
  }
}
