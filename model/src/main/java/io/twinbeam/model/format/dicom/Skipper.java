package io.twinbeam.model.format.dicom;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Moves a stream past the values that nobody asked for. Every turn of every loop takes at least 8
 * bytes, so the stream's limit bounds the work.
 */
final class Skipper {

  // Real files nest 5 or so deep; beyond this only the stack would be exercised.
  private static final int MAX_DEPTH = 32;

  private final DicomStream stream;
  private final boolean explicit;

  Skipper(DicomStream stream, boolean explicit) {
    this.stream = stream;
    this.explicit = explicit;
  }

  /** Passes the value of {@code element}, whose head has been read. */
  void skip(Element element) throws IOException {
    skip(element, explicit, 0);
  }

  private void skip(Element element, boolean explicitHere, int depth) throws IOException {
    if (element.length() != Element.UNDEFINED) {
      stream.skip(element.length());
      return;
    }
    if (depth == MAX_DEPTH) {
      throw Refusal.malformed("sequences must nest at most " + MAX_DEPTH + " deep, go deeper");
    }
    ByteOrder order = stream.order();
    boolean unknown = element.representation().equals("UN");
    if (unknown) {
      // PS3.5, 6.2.2: its items are implicit VR little endian whatever surrounds them.
      stream.order(ByteOrder.LITTLE_ENDIAN);
    }
    skipItems(explicitHere && !unknown, depth);
    stream.order(order);
  }

  private void skipItems(boolean explicitHere, int depth) throws IOException {
    while (true) {
      Element item = Element.read(stream, explicitHere);
      if (item.number() == Element.SEQUENCE_END) {
        return;
      }
      if (item.number() != Element.ITEM) {
        throw Refusal.malformed("a sequence must hold items, holds " + item.name());
      }
      if (item.length() == Element.UNDEFINED) {
        skipItemContent(explicitHere, depth);
      } else {
        stream.skip(item.length());
      }
    }
  }

  private void skipItemContent(boolean explicitHere, int depth) throws IOException {
    while (true) {
      Element element = Element.read(stream, explicitHere);
      if (element.number() == Element.ITEM_END) {
        return;
      }
      if (element.isItemTag()) {
        throw Refusal.malformed("an item must hold elements, holds " + element.name());
      }
      skip(element, explicitHere, depth + 1);
    }
  }
}
