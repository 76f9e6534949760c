package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.status.ShellWords;
import io.twinbeam.pipelines.yaml.YamlFile;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.storage.GcsObjects;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.options.PipelineOptions;

/** Checks, before anything runs, that inputs are there and outputs can be written. */
final class Locations {

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
  private static final String LOCAL = "file";
  private static final String BUCKETS = "gs";

  private Locations() {}

  static void requireFile(Path file, String what) {
    requireReachable(file, what);
    boolean local = Folders.isLocal(file);
    try {
      if (Folders.exists(file) && !Folders.isFolder(file) && (!local || Files.isReadable(file))) {
        return;
      }
    } catch (IOException e) {
      if (!local) {
        throw new UsageException(what + ": " + e.getMessage());
      }
    }
    throw new UsageException(what + " " + file + " does not exist or cannot be read");
  }

  /**
   * The folder that is read from, which run.json will name: without a password, as a path that
   * means the same wherever it is used: a local one absolute and without links, one on Google Cloud
   * Storage without {@code ..} and slashes too many, that of another file system as it is.
   *
   * @throws UsageException where there is none, no file system of its scheme, or a password in it
   */
  static String inputFolder(String folder, String option, PipelineOptions options)
      throws IOException {
    FileSystems.setDefaultPipelineOptions(options);
    if (!ShellWords.withoutSecrets(folder).equals(folder)) {
      throw new UsageException(
          option
              + ": the name of the folder must hold no password or signature, as run.json records"
              + " it; log in by the environment, such as application default credentials");
    }
    Matcher scheme = SCHEME.matcher(folder);
    if (scheme.matches() && !scheme.group(1).equalsIgnoreCase(LOCAL)) {
      String remote =
          scheme.group(1).equalsIgnoreCase(BUCKETS)
              ? folder(BUCKETS + folder.substring(scheme.end(1)), option).toString()
              : folder;
      requireRemote(remote, option, options);
      return remote;
    }
    String local = scheme.matches() ? folder.substring(scheme.end(1) + "://".length()) : folder;
    if (!isLocalFolder(local, option)) {
      throw new UsageException(
          option + ": folder " + folder + " does not exist; name the folder of the data set");
    }
    return Path.of(local).toRealPath().toString();
  }

  /** Whether {@code text} starts with a scheme. */
  static boolean isRemote(String text) {
    return SCHEME.matcher(text).matches();
  }

  private static boolean isLocalFolder(String path, String option) {
    try {
      return Folders.isFolder(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    } catch (IOException e) {
      throw new UsageException(
          option + ": folder " + path + " cannot be looked at: " + e + "; make it readable");
    }
  }

  private static void requireRemote(String folder, String option, PipelineOptions options)
      throws IOException {
    if (GcsObjects.isAddress(folder)) {
      requireInBucket(folder, option);
      return;
    }
    try {
      FileSystems.matchNewResource(folder, true);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          option
              + ": no file system is installed for "
              + folder
              + "; there are "
              + String.join(", ", schemes(options)));
    }
    String below = folder.endsWith("/") ? folder : folder + "/";
    if (FileSystems.match(below + "**", EmptyMatchTreatment.ALLOW).metadata().isEmpty()) {
      throw new UsageException(
          option + ": folder " + folder + " does not exist or is empty; name that of the data set");
    }
  }

  private static void requireInBucket(String folder, String option) {
    requireReachable(Folders.at(folder), option);
    try {
      if (Folders.isFolder(Folders.at(folder))) {
        return;
      }
    } catch (IOException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
    throw new UsageException(
        option + ": folder " + folder + " does not exist or is empty; name that of the data set");
  }

  /** The schemes of the file systems that are installed. */
  private static Set<String> schemes(PipelineOptions options) {
    Set<String> schemes = new TreeSet<>();
    try {
      // Beam tells its schemes to nobody else.
      Method scheme = FileSystem.class.getDeclaredMethod("getScheme");
      scheme.setAccessible(true);
      for (FileSystemRegistrar registrar : ServiceLoader.load(FileSystemRegistrar.class)) {
        for (FileSystem<?> fileSystem : registrar.fromOptions(options)) {
          schemes.add(scheme.invoke(fileSystem) + "://");
        }
      }
    } catch (ReflectiveOperationException e) {
      schemes.add(LOCAL + "://");
    }
    return schemes;
  }

  /**
   * A folder on a local disk or on Google Cloud Storage that can be written, or made and written.
   * Nothing is made or left there.
   *
   * @param text as the user wrote it
   * @throws UsageException for {@code s3://} and the like, which would be taken for the name of a
   *     local folder, and where it cannot be written
   */
  static Path writableFolder(String text, String option) {
    Path folder = folder(text, option);
    requireReachable(folder, option);
    requireWritable(folder, option);
    return folder;
  }

  /** The same, made. */
  static Path madeFolder(String text, String option) {
    Path folder = writableFolder(text, option);
    make(folder, option);
    return folder;
  }

  private static Path folder(String text, String option) {
    try {
      if (isRemote(text) && !GcsObjects.isAddress(text)) {
        throw new InvalidPathException(text, "no file system is written to there");
      }
      return Folders.at(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new UsageException(option + " must be a local folder or gs://BUCKET/PATH, is " + text);
    }
  }

  /**
   * Where a service is asked, that it answers: calls that come later are very patient; and that
   * what the environment says of its files' copies on the disk can be done.
   */
  private static void requireReachable(Path file, String what) {
    if (Folders.isLocal(file)) {
      return;
    }
    try {
      ArtifactStore.requireSettings();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
    try {
      GcsObjects.requireReachable(file.toString());
    } catch (IOException e) {
      throw new UsageException(what + ": " + e.getMessage());
    }
  }

  /** The text of a file in UTF-8. */
  static String text(Path file, String what) throws IOException {
    requireFile(file, what);
    if (Files.size(file) > YamlFile.MAX_BYTES) {
      throw new UsageException(
          what + " " + file + " must have at most " + YamlFile.MAX_BYTES + " bytes, has more");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UsageException(what + " " + file + " must be text in UTF-8; save it as such");
    }
  }

  /**
   * Tries to write to {@code folder}, or where it is not there, to the nearest one above that is;
   * leaves nothing.
   */
  static void requireWritable(Path folder, String option) {
    try {
      Files.delete(Files.createTempFile(nearest(folder), ".writable", ""));
    } catch (IOException | SecurityException e) {
      throw unwritable(folder, option, e);
    }
  }

  /** Makes {@code folder}, once something is going to be written there. */
  static void make(Path folder, String option) {
    try {
      Files.createDirectories(folder);
    } catch (IOException | SecurityException e) {
      throw unwritable(folder, option, e);
    }
  }

  /** The folder itself or, on a disk, the nearest one above that is there. */
  static Path nearest(Path folder) throws IOException {
    Path there = folder.toAbsolutePath();
    while (Folders.isLocal(there)
        && !Files.isSymbolicLink(there) // One that leads nowhere cannot be made a folder.
        && !Folders.exists(there)
        && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private static UsageException unwritable(Path folder, String option, Exception e) {
    return new UsageException(
        option
            + ": cannot write to "
            + folder.toAbsolutePath()
            + " ("
            + (Folders.isLocal(folder) ? e.getClass().getSimpleName() : e.getMessage())
            + "); choose another folder by "
            + option
            + "=DIR");
  }
}
