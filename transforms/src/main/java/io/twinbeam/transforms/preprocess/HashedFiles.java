package io.twinbeam.transforms.preprocess;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import com.google.common.io.ByteStreams;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.PhantomAddress;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.source.SourceFiles;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * The files of one case, hashed whenever they are read. A file that gives other bytes than before
 * is refused when it is closed, so that nothing made of it can pass for what the first bytes make.
 */
final class HashedFiles implements SourceFiles {

  private static final int SKIP_BYTES = 1 << 13;

  private final Map<String, String> digests = new HashMap<>();

  /** The content of the file; closing it reads and hashes what is left. */
  @Override
  public InputStream open(String path) throws IOException {
    return new Hashed(path, new HashingInputStream(Hashing.sha256(), SourceFiles.stored(path)));
  }

  /** SHA-256 of the file's bytes, or of a phantom's address; a file is read once for it. */
  String digest(String path) throws IOException {
    if (PhantomAddress.matches(path)) {
      return Digest.of(path);
    }
    if (!digests.containsKey(path)) {
      open(path).close();
    }
    return digests.get(path);
  }

  private void note(String path, String digest) {
    String before = digests.putIfAbsent(path, digest);
    if (before != null && !before.equals(digest)) {
      throw new InvalidCaseException(
          Fault.UNREADABLE,
          path
              + " must stay as it is while it is read, has changed; run again once its transfer is"
              + " complete");
    }
  }

  private final class Hashed extends FilterInputStream {

    private final String path;
    private final HashingInputStream content;
    private boolean closed;

    Hashed(String path, HashingInputStream content) {
      super(content);
      this.path = path;
      this.content = content;
    }

    // Skipping in the stream below would pass bytes by unseen.
    @Override
    public long skip(long count) throws IOException {
      return readNBytes((int) Math.max(0, Math.min(count, SKIP_BYTES))).length;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (content) {
        ByteStreams.exhaust(content);
      }
      note(path, content.hash().toString());
    }
  }
}
