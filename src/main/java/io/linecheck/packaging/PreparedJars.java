package io.linecheck.packaging;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jars of a folder in place where the JVM would keep their classes out of an
 * ahead-of-time cache: signatures of jars are taken off (Bouncy Castle's), and classes of before
 * Java 6 (picocli's) get the stack maps of today. Jars that need neither stay as they are. Netty's
 * native libraries are unpacked beside them.
 */
public final class PreparedJars {
  /** Where Netty's jars keep their native libraries. */
  private static final String NATIVE = "META-INF/native/";

  private static final String MANIFEST = JarFile.MANIFEST_NAME;

  private final List<Path> jars;

  private PreparedJars(List<Path> jars) {
    this.jars = jars;
  }

  /** Prepares every jar of the folder named by the first argument. */
  public static void main(String[] args) throws IOException {
    in(Path.of(args[0]));
  }

  /** Prepares every jar of a folder; the names of those that were rewritten. */
  public static List<String> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new PreparedJars(
              files.filter(file -> file.toString().endsWith(".jar")).sorted().toList())
          .prepare();
    }
  }

  private List<String> prepare() throws IOException {
    List<String> rewritten = new ArrayList<>();
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    try (URLClassLoader all = new URLClassLoader(urls, null)) {
      ModernClass modern = new ModernClass(all);
      for (Path jar : jars) {
        unpack(jar, jar.resolveSibling("native"));
        if (needsWork(jar)) {
          rewrite(jar, modern);
          rewritten.add(jar.getFileName().toString());
        }
      }
    }
    return rewritten;
  }

  /** Puts a jar's native libraries for this machine beside it, where the JVM loads them at once. */
  private static void unpack(Path jar, Path natives) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : entries(zip)) {
        if (entry.getName().startsWith(NATIVE) && entry.getName().endsWith(".so")) {
          Files.createDirectories(natives);
          Path library = natives.resolve(entry.getName().substring(NATIVE.length()));
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
  }

  private static boolean needsWork(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : entries(zip)) {
        if (isSignature(entry.getName()) || (isClass(entry) && isOld(zip, entry))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOld(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return ModernClass.isOld(in.readNBytes(ModernClass.HEADER_BYTES));
    }
  }

  private static void rewrite(Path jar, ModernClass modern) throws IOException {
    Path next = jar.resolveSibling(jar.getFileName() + ".prepared");
    try (ZipFile zip = new ZipFile(jar.toFile());
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(next));
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry entry : entries(zip)) {
        if (!isSignature(entry.getName())) {
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          out.write(content(zip, entry, modern));
          out.closeEntry();
        }
      }
    }
    Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] content(ZipFile zip, ZipEntry entry, ModernClass modern)
      throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readAllBytes();
      if (entry.getName().equals(MANIFEST)) {
        return withoutDigests(bytes);
      }
      return isClass(entry) ? modern.of(bytes) : bytes;
    }
  }

  /** The manifest's main part: the sections of single entries hold what was signed. */
  private static byte[] withoutDigests(byte[] manifest) throws IOException {
    Manifest read = new Manifest(new java.io.ByteArrayInputStream(manifest));
    read.getEntries()
        .values()
        .forEach(attributes ->
            attributes
                .keySet()
                .removeIf(key -> key.toString().toUpperCase(Locale.ROOT).contains("-DIGEST")));
    read.getEntries().values().removeIf(attributes -> attributes.isEmpty());
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    read.write(out);
    return out.toByteArray();
  }

  private static boolean isClass(ZipEntry entry) {
    String name = entry.getName();
    return name.endsWith(".class") && !name.endsWith("module-info.class");
  }

  /** JAR file specification, "Signed JAR File": what lies in META-INF beside the manifest. */
  private static boolean isSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("META-INF/")
        && upper.indexOf('/', "META-INF/".length()) < 0
        && (upper.endsWith(".SF")
            || upper.endsWith(".RSA")
            || upper.endsWith(".DSA")
            || upper.endsWith(".EC")
            || upper.startsWith("META-INF/SIG-"));
  }

  private static List<ZipEntry> entries(ZipFile zip) {
    List<ZipEntry> entries = new ArrayList<>();
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      entries.add(all.nextElement());
    }
    return entries;
  }
}
