package io.linecheck.probe.sip;

import gov.nist.core.StackLogger;
import java.util.Properties;

/** Takes whatever JAIN SIP's parser has to say: a message that cannot be parsed is a value here. */
final class QuietLogger implements StackLogger {
  @Override
  public void logStackTrace() {}

  @Override
  public void logStackTrace(int level) {}

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public void logException(Throwable problem) {}

  @Override
  public void logDebug(String message) {}

  @Override
  public void logDebug(String message, Exception problem) {}

  @Override
  public void logTrace(String message) {}

  @Override
  public void logFatalError(String message) {}

  @Override
  public void logError(String message) {}

  @Override
  public boolean isLoggingEnabled() {
    return false;
  }

  @Override
  public boolean isLoggingEnabled(int level) {
    return false;
  }

  @Override
  public void logError(String message, Exception problem) {}

  @Override
  public void logWarning(String message) {}

  @Override
  public void logInfo(String message) {}

  @Override
  public void disableLogging() {}

  @Override
  public void enableLogging() {}

  @Override
  public void setBuildTimeStamp(String stamp) {}

  @Override
  public void setStackProperties(Properties properties) {}

  @Override
  public String getLoggerName() {
    return "quiet";
  }
}
