package io.twinbeam.pipelines.cli;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks the engine's native libraries into a folder, for {@code PYTORCH_LIBRARY_PATH}, and loads
 * none: those for a GPU do not load where there is no GPU, which is where images are built.
 */
public final class UnpackedLibraries {

  private static final String INDEX = "native/lib/pytorch.properties";
  private static final String GZIPPED = ".gz";

  private UnpackedLibraries() {}

  /** Unpacks into the folder that is named, and prints what. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Properties index = new Properties();
    try (InputStream bytes = open(INDEX)) {
      index.load(bytes);
    }
    String from =
        "pytorch/" + index.getProperty("flavor") + "/" + index.getProperty("classifier") + "/";
    for (String library : Splitter.on(',').split(index.getProperty("libraries"))) {
      try (InputStream bytes = open(from + library)) {
        System.out.println(
            folder
                + "/"
                + name(library)
                + ": "
                + Files.copy(bytes, folder.resolve(name(library)))
                + " bytes");
      }
    }
  }

  private static String name(String library) {
    return library.endsWith(GZIPPED)
        ? library.substring(0, library.length() - GZIPPED.length())
        : library;
  }

  private static InputStream open(String resource) throws IOException {
    InputStream bytes = Resources.getResource(resource).openStream();
    return resource.endsWith(GZIPPED) ? new GZIPInputStream(bytes) : bytes;
  }
}
