package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.VolumeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * What became of some files: a case or a failure, the other being null.
 *
 * @param usable the case
 * @param unusable why there is none
 */
@DefaultCoder(RecordCoder.class)
record Outcome(@Nullable CaseSource usable, @Nullable UnusableInput unusable) {

  static Outcome of(CaseSource usable) {
    return new Outcome(usable, null);
  }

  static Outcome of(UnusableInput unusable) {
    return new Outcome(null, unusable);
  }

  /** Files that cannot be used as the case {@code caseId}. */
  static Outcome failed(String caseId, Fault reason, String what, Collection<String> files) {
    return of(UnusableInput.of(caseId, reason, what, files));
  }

  String caseId() {
    return usable != null ? usable.caseId() : unusable.failed().caseId();
  }

  /** Every file that it is about. */
  List<String> files() {
    return usable == null
        ? unusable.files()
        : Stream.concat(usable.channels().stream(), Stream.ofNullable(usable.label()))
            .map(VolumeSource::files)
            .flatMap(List::stream)
            .distinct()
            .toList();
  }

  /** The one outcome of a case id: a failure that names all files, where there are several. */
  static Outcome settle(Collection<Outcome> ofOneId) {
    List<Outcome> outcomes = new ArrayList<>(ofOneId);
    if (outcomes.size() == 1) {
      return outcomes.get(0);
    }
    TreeSet<String> files = new TreeSet<>();
    outcomes.forEach(outcome -> files.addAll(outcome.files()));
    return duplicate(outcomes.get(0).caseId(), files);
  }

  /** The failure of files that stand for one case without belonging together. */
  static Outcome duplicate(String caseId, Collection<String> files) {
    TreeSet<String> sorted = new TreeSet<>(files);
    return failed(
        caseId,
        Fault.DUPLICATE_CASE,
        "more than one input has this case id: "
            + String.join(", ", sorted)
            + "; rename or remove all but one",
        sorted);
  }
}
