package io.linecheck.incident;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.linecheck.sql.StorageException;

/** How watches and incidents are kept in their rows; not a public format. */
final class IncidentJson {
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(Incident.Telling.class, OfTelling.class)
          .addMixIn(Swallow.class, OfSwallow.class)
          .build();

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Incident.Telling.Held.class, name = "held"),
    @JsonSubTypes.Type(value = Incident.Telling.Swallowed.class, name = "swallowed"),
    @JsonSubTypes.Type(value = Incident.Telling.Told.class, name = "told")
  })
  private interface OfTelling {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Swallow.ByParent.class, name = "parent"),
    @JsonSubTypes.Type(value = Swallow.ByMaintenance.class, name = "maintenance")
  })
  private interface OfSwallow {}

  String write(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException cause) {
      throw new StorageException("cannot write " + value.getClass().getSimpleName(), cause);
    }
  }

  <T> T read(String text, Class<T> type) {
    try {
      return mapper.readValue(text, type);
    } catch (JsonProcessingException cause) {
      throw new StorageException(
          "a stored " + type.getSimpleName() + " cannot be read: " + cause.getOriginalMessage(),
          cause);
    }
  }
}
