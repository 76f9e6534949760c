package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.FailedCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * The files of a folder and of all folders in it, on any Beam file system, with their sizes.
 * Nothing is opened. Hidden files and folders, whose names start with a dot, are left out.
 *
 * <p>A local folder is listed in parts that do not depend on each other: {@link #top}, and then
 * each of its sub-folders by {@link #below}. Any other file system lists everything at the top.
 */
final class FileTree {

  private static final Pattern REMOTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

  private final String folder;

  private FileTree(String folder) {
    this.folder = folder.endsWith("/") ? folder : folder + "/";
  }

  /**
   * The tree of {@code folder}.
   *
   * @param folder a local path, or {@code scheme://...} of a file system that Beam knows
   */
  static FileTree of(String folder) {
    return new FileTree(folder);
  }

  /**
   * What a part of the tree holds.
   *
   * @param files in no order; one that links lead to may appear more than once, see {@link
   *     ListedFile#once}
   * @param folders names, under the top, of folders still to be listed
   * @param unreadable what could not be listed
   */
  record Part(List<ListedFile> files, List<String> folders, List<UnusableInput> unreadable) {

    Part {
      files = List.copyOf(files);
      folders = List.copyOf(folders);
      unreadable = List.copyOf(unreadable);
    }
  }

  /** The folder, ending in a slash; the path of a file is this and its name. */
  String folder() {
    return folder;
  }

  private boolean isRemote() {
    return REMOTE.matcher(folder).matches();
  }

  /**
   * The uppermost part.
   *
   * @throws IOException where the folder cannot be listed at all
   */
  Part top() throws IOException {
    return isRemote() ? new Part(remote(), List.of(), List.of()) : local().top();
  }

  /** Everything below the sub-folder of that name. */
  Part below(String subfolder) throws IOException {
    return local().below(subfolder);
  }

  /** The whole tree, each file once, sorted. */
  Part all() throws IOException {
    Part top = top();
    List<ListedFile> files = new ArrayList<>(top.files());
    List<UnusableInput> unreadable = new ArrayList<>(top.unreadable());
    for (String subfolder : top.folders()) {
      Part part = below(subfolder);
      files.addAll(part.files());
      unreadable.addAll(part.unreadable());
    }
    return new Part(ListedFile.once(files), List.of(), unreadable);
  }

  private LocalTree local() throws IOException {
    return new LocalTree(Path.of(folder));
  }

  // Never for local folders: Beam's match of ** there follows a loop of links for ever.
  private List<ListedFile> remote() throws IOException {
    List<ListedFile> files = new ArrayList<>();
    for (MatchResult.Metadata found :
        FileSystems.match(literally(folder) + "**", EmptyMatchTreatment.ALLOW).metadata()) {
      String path = found.resourceId().toString();
      String name = path.startsWith(folder) ? path.substring(folder.length()) : "";
      if (!found.resourceId().isDirectory() && !name.isEmpty() && !isHidden(name)) {
        files.add(new ListedFile(name, found.sizeBytes()));
      }
    }
    Collections.sort(files);
    return files;
  }

  /** In brackets, for want of an escape character: a folder's own name is no pattern. */
  private static String literally(String path) {
    return path.replaceAll("[*?\\[{]", "[$0]");
  }

  /** Whether a part of the path starts with a dot. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.contains("/.");
  }

  /** The failure of what could not be listed. */
  static UnusableInput unreadable(String name, String path, String what, String cause) {
    return new UnusableInput(
        new FailedCase(
            name,
            path,
            UnusableInput.STAGE,
            Fault.UNREADABLE,
            name + ": " + what + "; check that it exists and that you may read it",
            cause),
        List.of(path));
  }
}
