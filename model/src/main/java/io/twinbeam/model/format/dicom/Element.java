package io.twinbeam.model.format.dicom;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * The head of a data element (PS3.5, section 7): the stream stands at its value.
 *
 * @param number the tag, group in the high half
 * @param representation two capitals, empty where the syntax is implicit or the tag is an item's
 * @param length bytes of the value, or {@link #UNDEFINED}
 */
record Element(int number, String representation, long length) {

  static final long UNDEFINED = 0xffffffffL;
  static final int ITEM = 0xfffee000;
  static final int ITEM_END = 0xfffee00d;
  static final int SEQUENCE_END = 0xfffee0dd;
  static final int PIXEL_DATA = 0x7fe00010;

  // All others, future ones included, have two reserved bytes and a length of four (PS3.5, 6.2.2).
  private static final Set<String> SHORT_LENGTH =
      Set.of(
          "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "PN", "SH", "SL",
          "SS", "ST", "TM", "UI", "UL", "US");

  static Element read(DicomStream stream, boolean explicit) throws IOException {
    int number = stream.uint16() << 16 | stream.uint16();
    if (!explicit || isItemTag(number)) {
      return new Element(number, "", stream.uint32());
    }
    byte[] letters = stream.bytes(2);
    if (!isRepresentation(letters[0], letters[1])) {
      throw Refusal.malformed(
          "the value representation of " + name(number) + " must be two capitals, is not");
    }
    String representation = "" + (char) letters[0] + (char) letters[1];
    if (SHORT_LENGTH.contains(representation)) {
      return new Element(number, representation, stream.uint16());
    }
    stream.skip(2);
    return new Element(number, representation, stream.uint32());
  }

  static boolean isRepresentation(byte first, byte second) {
    return first >= 'A' && first <= 'Z' && second >= 'A' && second <= 'Z';
  }

  boolean isItemTag() {
    return isItemTag(number);
  }

  private static boolean isItemTag(int number) {
    return number >>> 16 == 0xfffe;
  }

  String name() {
    return name(number);
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "(%04x,%04x)", number >>> 16, number & 0xffff);
  }
}
