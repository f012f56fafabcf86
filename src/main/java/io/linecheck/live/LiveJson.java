package io.linecheck.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/**
 * How everything public is written as JSON: public words in place of enum names ({@code
 * not-ready}), RFC 3339 times in UTC, durations as seconds, absent values left out.
 */
public final class LiveJson {
  private LiveJson() {}

  /** A mapper that writes so; safe for use by any thread. */
  public static ObjectMapper mapper() {
    SimpleModule words = new SimpleModule();
    words.addSerializer(new Words());
    words.addSerializer(new Seconds());
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .addModule(new Jdk8Module())
        .addModule(words)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(
                JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
        .build();
  }

  @SuppressWarnings("rawtypes")
  private static final class Words extends StdSerializer<Enum> {
    Words() {
      super(Enum.class);
    }

    @Override
    public void serialize(Enum value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      String word = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
      out.writeString(word.equals("three-cx") ? "3cx" : word);
    }
  }

  private static final class Seconds extends StdSerializer<Duration> {
    Seconds() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeNumber(
          BigDecimal.valueOf(value.toNanos(), 9)
              .setScale(6, RoundingMode.HALF_UP)
              .stripTrailingZeros());
    }
  }
}
