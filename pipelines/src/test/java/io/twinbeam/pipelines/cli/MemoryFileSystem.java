package io.twinbeam.pipelines.cli;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MatchResult.Status;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;

/** Files under {@code memory://}, to read; like an object store it knows no folders. */
final class MemoryFileSystem extends FileSystem<MemoryFileSystem.Resource> {

  private static final String SCHEME = "memory";
  private static final NavigableMap<String, byte[]> FILES = new ConcurrentSkipListMap<>();

  /** Found by Beam as a service. */
  public static final class Registrar implements FileSystemRegistrar {

    @Override
    public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
      return List.of(new MemoryFileSystem());
    }
  }

  static void put(String path, byte[] bytes) {
    FILES.put(path, bytes);
  }

  static void clear() {
    FILES.clear();
  }

  @Override
  protected List<MatchResult> match(List<String> specs) {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      // Brackets round one character stand for that character.
      String literal = spec.replaceAll("\\[(.)]", "$1");
      String prefix = literal.replaceFirst("\\*\\*$", "");
      List<Metadata> found = new ArrayList<>();
      FILES
          .tailMap(prefix)
          .forEach(
              (path, bytes) -> {
                if (spec.endsWith("**") ? path.startsWith(prefix) : path.equals(prefix)) {
                  found.add(
                      Metadata.builder()
                          .setResourceId(new Resource(path))
                          .setSizeBytes(bytes.length)
                          .setIsReadSeekEfficient(true)
                          .build());
                }
              });
      results.add(MatchResult.create(found.isEmpty() ? Status.NOT_FOUND : Status.OK, found));
    }
    return results;
  }

  @Override
  protected ReadableByteChannel open(Resource resource) throws IOException {
    byte[] bytes = FILES.get(resource.path);
    if (bytes == null) {
      throw new FileNotFoundException(resource.path);
    }
    return Channels.newChannel(new ByteArrayInputStream(bytes));
  }

  @Override
  protected WritableByteChannel create(Resource resource, CreateOptions options) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  protected void copy(List<Resource> from, List<Resource> to) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  protected void rename(List<Resource> from, List<Resource> to, MoveOptions... moveOptions) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  protected void delete(Collection<Resource> resources) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  protected Resource matchNewResource(String path, boolean isDirectory) {
    return new Resource(path);
  }

  @Override
  protected String getScheme() {
    return SCHEME;
  }

  /** A file, by its whole address. */
  static final class Resource implements ResourceId {

    private final String path;

    Resource(String path) {
      this.path = path;
    }

    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      return new Resource(path + "/" + other);
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Resource(path.substring(0, path.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public String getFilename() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isDirectory() {
      return path.endsWith("/");
    }

    @Override
    public String toString() {
      return path;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Resource that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
      return Objects.hash(path);
    }
  }
}
