package io.twinbeam.transforms.storage;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One bucket. */
final class GcsFileSystem extends FileSystem {

  private static final Map<String, GcsFileSystem> BUCKETS = new ConcurrentHashMap<>();

  private final String bucket;

  private GcsFileSystem(String bucket) {
    this.bucket = bucket;
  }

  static GcsFileSystem of(String bucket) {
    return BUCKETS.computeIfAbsent(bucket, GcsFileSystem::new);
  }

  String bucket() {
    return bucket;
  }

  GcsObjects objects() {
    return GcsObjects.at("gs://" + bucket);
  }

  @Override
  public GcsFileSystemProvider provider() {
    return GcsFileSystemProvider.INSTANCE;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("a bucket stays open");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(new GcsPath(this, true, List.of()));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public Path getPath(String first, String... more) {
    String whole = String.join("/", first, String.join("/", more));
    return GcsObjects.isAddress(first)
        ? GcsPath.of(whole)
        : new GcsPath(this, first.startsWith("/"), GcsPath.split(whole));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
