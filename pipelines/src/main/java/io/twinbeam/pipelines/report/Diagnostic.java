package io.twinbeam.pipelines.report;

import io.twinbeam.model.training.StepLog;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a diagnostic of the training log shows. Its name, {@code diagnostic.KIND.SUBJECT.SOURCE}, is
 * taken apart here alone; subject and source may both be missing.
 *
 * @param subject a class id or the name of a term; empty where the kind has none
 * @param stroke tells the source: network A, network B, both, or the labels
 */
record Diagnostic(DiagnosticKind kind, String subject, Curve.Stroke stroke) {

  private static final Pattern NAME = Pattern.compile("(\\w+)(?:\\.(.+?))??(?:\\.(A|B|labels))?");

  /** Takes apart a term that {@link StepLog#isDiagnostic} calls so. */
  static Diagnostic of(String term) {
    String name = term.substring(StepLog.DIAGNOSTIC.length());
    Diagnostic other = new Diagnostic(DiagnosticKind.OTHER, name, Curve.Stroke.SOLID);
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return other;
    }
    String subject = parts.group(2) == null ? "" : parts.group(2);
    Curve.Stroke stroke = stroke(parts.group(3));
    return DiagnosticKind.of(parts.group(1))
        .map(kind -> new Diagnostic(kind, subject, stroke))
        .orElse(other);
  }

  private static Curve.Stroke stroke(String source) {
    if (source == null) {
      return Curve.Stroke.SOLID;
    }
    return switch (source) {
      case "A" -> Curve.Stroke.NETWORK_A;
      case "B" -> Curve.Stroke.NETWORK_B;
      default -> Curve.Stroke.REFERENCE;
    };
  }
}
