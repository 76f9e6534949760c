package io.twinbeam.model.format.dicom;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;

/** The ways in which a DICOM file is refused, each with its cure. */
final class Refusal {

  private Refusal() {}

  static InvalidCaseException malformed(String ruleAndActual) {
    return new InvalidCaseException(
        Fault.MALFORMED, "DICOM: " + ruleAndActual + "; export the file again from its source");
  }

  static InvalidCaseException unsupported(String ruleAndActual) {
    return new InvalidCaseException(
        Fault.UNSUPPORTED,
        "DICOM: "
            + ruleAndActual
            + "; leave it out, or convert it to grey-scale slices of one frame a file");
  }

  static InvalidCaseException badGeometry(String ruleAndActual) {
    return new InvalidCaseException(
        Fault.BAD_AFFINE,
        "DICOM: " + ruleAndActual + "; mend the header's geometry or leave the file out");
  }

  static InvalidCaseException truncated(String part, Throwable cause) {
    return new InvalidCaseException(
        Fault.UNREADABLE,
        "DICOM: " + part + " must be whole, but the file ends inside it; transfer the file again",
        cause);
  }

  static InvalidCaseException tooLarge(String what, long bytes, long limit) {
    return new InvalidCaseException(
        Fault.TOO_LARGE,
        "DICOM: "
            + what
            + " of "
            + bytes
            + " bytes must fit the limit of "
            + limit
            + " bytes a file; the length is broken, or raise the limit");
  }
}
