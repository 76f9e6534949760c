package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.util.Optional;

/** Where a report gets the volumes for its overlays; asked for a few cases only. */
public interface CaseImages {

  /**
   * The volumes of one case, or empty where they are not at hand: the report then says so.
   *
   * @throws java.io.UncheckedIOException where nobody can tell for the time being
   */
  Optional<Overlay> overlay(RunName run, String caseId);

  /** No volumes at all. */
  static CaseImages none() {
    return (run, caseId) -> Optional.empty();
  }
}
