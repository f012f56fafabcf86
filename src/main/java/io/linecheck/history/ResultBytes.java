package io.linecheck.history;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.linecheck.model.CheckResult;
import io.linecheck.sql.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A whole result as compressed JSON; not a public format. */
final class ResultBytes {
  private static final int LIMIT = 16 << 20;

  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A tenth larger than usual in half of the time. */
  private static final class Quick extends GZIPOutputStream {
    Quick(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  byte[] write(CheckResult result) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    try (GZIPOutputStream out = new Quick(bytes)) {
      json.writeValue(out, result);
    } catch (IOException cause) {
      throw new StorageException("a result cannot be written", cause);
    }
    return bytes.toByteArray();
  }

  CheckResult read(byte[] bytes) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return json.readValue(in.readNBytes(LIMIT), CheckResult.class);
    } catch (IOException cause) {
      throw new StorageException("a stored result cannot be read", cause);
    }
  }
}
