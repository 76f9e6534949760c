package io.twinbeam.transforms.gcs;

import java.util.Arrays;
import java.util.Optional;

/** Something that goes wrong with a request, or with its answer. */
public interface Fault {

  /** How far a request comes. */
  enum Course {
    /** It is answered. */
    ANSWERED,
    /** The connection breaks before anything is done. */
    LOST,
    /** It is done, but the connection breaks before the answer comes. */
    DONE_UNANSWERED
  }

  default Course course() {
    return Course.ANSWERED;
  }

  /** An answer in place of the true one; nothing is done then. */
  default Optional<Reply> instead() {
    return Optional.empty();
  }

  /** The body of the request as it arrives. */
  default byte[] arriving(byte[] body) {
    return body;
  }

  /** The body of the answer as it arrives. */
  default byte[] answered(byte[] body) {
    return body;
  }

  /** After how many bytes of the answer's body the connection breaks. */
  default long breaksAfter() {
    return Long.MAX_VALUE;
  }

  /** Waiting time before each 64 KiB of the answer's body. */
  default long delayMillis() {
    return 0;
  }

  /** The service answers {@code status}. */
  static Fault status(int status) {
    return new Fault() {
      @Override
      public Optional<Reply> instead() {
        return Optional.of(Reply.error(status, "injected", "injected " + status));
      }
    };
  }

  /** Nothing goes wrong, but {@code what} comes before the request is answered. */
  static Fault meanwhile(Runnable what) {
    return new Fault() {
      @Override
      public Optional<Reply> instead() {
        what.run();
        return Optional.empty();
      }
    };
  }

  /** The connection breaks, and nothing was done. */
  static Fault lost() {
    return new Fault() {
      @Override
      public Course course() {
        return Course.LOST;
      }
    };
  }

  /** The connection breaks when all was done. */
  static Fault doneUnanswered() {
    return new Fault() {
      @Override
      public Course course() {
        return Course.DONE_UNANSWERED;
      }
    };
  }

  /** Of a chunk of a resumable upload {@code bytes} arrive, then the connection breaks. */
  static Fault cutUpload(int bytes) {
    return new Fault() {
      @Override
      public byte[] arriving(byte[] body) {
        return Arrays.copyOf(body, Math.min(bytes, body.length));
      }

      @Override
      public Course course() {
        return Course.DONE_UNANSWERED;
      }
    };
  }

  /** The connection breaks after {@code bytes} of the answer. */
  static Fault cutDownload(long bytes) {
    return new Fault() {
      @Override
      public long breaksAfter() {
        return bytes;
      }
    };
  }

  /** The answer trickles. */
  static Fault slow(long delayMillis) {
    return new Fault() {
      @Override
      public long delayMillis() {
        return delayMillis;
      }
    };
  }

  /** A bit of what is sent flips on its way. */
  static Fault corruptUpload() {
    return new Fault() {
      @Override
      public byte[] arriving(byte[] body) {
        return flipped(body);
      }
    };
  }

  /** A bit of what is answered flips on its way. */
  static Fault corruptDownload() {
    return new Fault() {
      @Override
      public byte[] answered(byte[] body) {
        return flipped(body);
      }
    };
  }

  private static byte[] flipped(byte[] body) {
    byte[] changed = body.clone();
    changed[changed.length / 2] ^= 1;
    return changed;
  }
}
