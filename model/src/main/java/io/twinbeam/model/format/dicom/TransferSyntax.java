package io.twinbeam.model.format.dicom;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;

/**
 * How a data set is encoded (PS3.5, section 10 and annex A).
 *
 * @param uid its registered name
 * @param explicit whether each element states its value representation
 * @param order byte order of the data set
 * @param deflated whether the data set is a raw deflate stream
 * @param plain whether the pixels are plain numbers; compressed ones cannot be read here
 */
record TransferSyntax(
    String uid, boolean explicit, ByteOrder order, boolean deflated, boolean plain) {

  private static final String ROOT = "1.2.840.10008.1.2";

  static final TransferSyntax IMPLICIT_LITTLE =
      new TransferSyntax(ROOT, false, ByteOrder.LITTLE_ENDIAN, false, true);
  static final TransferSyntax EXPLICIT_LITTLE =
      new TransferSyntax(ROOT + ".1", true, ByteOrder.LITTLE_ENDIAN, false, true);
  static final TransferSyntax DEFLATED =
      new TransferSyntax(ROOT + ".1.99", true, ByteOrder.LITTLE_ENDIAN, true, true);
  static final TransferSyntax EXPLICIT_BIG =
      new TransferSyntax(ROOT + ".2", true, ByteOrder.BIG_ENDIAN, false, true);

  private static final List<TransferSyntax> READ =
      List.of(IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED, EXPLICIT_BIG);
  // JPIP references inside a deflated data set: not even the header is plain.
  private static final Set<String> OPAQUE = Set.of(ROOT + ".4.95", ROOT + ".4.205");

  /**
   * The syntax of a registered name. Those with compressed pixels keep a plain header, which is
   * enough to tell a slice's series.
   *
   * @throws InvalidCaseException {@link Fault#TRANSFER_SYNTAX} where not even the header can be
   *     read
   */
  static TransferSyntax of(String uid) {
    for (TransferSyntax syntax : READ) {
      if (syntax.uid.equals(uid)) {
        return syntax;
      }
    }
    boolean encapsulated =
        uid.startsWith(ROOT + ".4.") || uid.equals(ROOT + ".5") || uid.equals(ROOT + ".1.98");
    TransferSyntax other = new TransferSyntax(uid, true, ByteOrder.LITTLE_ENDIAN, false, false);
    if (!encapsulated || OPAQUE.contains(uid)) {
      throw other.refusal();
    }
    return other;
  }

  /**
   * The syntax that a data set's first bytes betray where nothing names it: they must be an element
   * of group 0008, with or without a value representation.
   */
  static TransferSyntax sniff(byte[] first) {
    if (first.length < 6) {
      throw Refusal.truncated("the first element", null);
    }
    boolean explicit = Element.isRepresentation(first[4], first[5]);
    if (first[0] == 8 && first[1] == 0) {
      return explicit ? EXPLICIT_LITTLE : IMPLICIT_LITTLE;
    }
    if (first[0] == 0 && first[1] == 8 && explicit) {
      return EXPLICIT_BIG;
    }
    throw Refusal.malformed(
        "a file must have DICM at byte 128 or start with group 0008, and has neither");
  }

  /** Refuses compressed pixels. */
  void requirePlain() {
    if (!plain) {
      throw refusal();
    }
  }

  private InvalidCaseException refusal() {
    return new InvalidCaseException(
        Fault.TRANSFER_SYNTAX,
        "DICOM: the transfer syntax must be implicit VR little endian, explicit VR little endian"
            + " (plain or deflated) or explicit VR big endian, is "
            + uid
            + " ("
            + family()
            + "); decompress the file, with gdcmconv --raw or dcmdjpeg for example");
  }

  private String family() {
    return switch (uid.startsWith(ROOT + ".") ? uid.substring(ROOT.length() + 1) : "") {
      case "1.98" -> "encapsulated uncompressed";
      case "4.50", "4.51", "4.57", "4.70" -> "JPEG";
      case "4.80", "4.81" -> "JPEG-LS";
      case "4.90", "4.91", "4.92", "4.93" -> "JPEG 2000";
      case "4.201", "4.202", "4.203" -> "high-throughput JPEG 2000";
      case "5" -> "run-length encoded";
      default -> "not a plain encoding";
    };
  }
}
