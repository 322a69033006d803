package dev.pigeon.transports;

import dev.pigeon.spi.ChangeWatch;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.LogAppender;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Stands before what a plug-in opened. A fault of its code becomes the one failure that callers
 * know, with the jar's name; it would pass for a fault of pigeon's otherwise.
 */
final class PluginGuard implements InvocationHandler {
  private static final List<Class<?>> PARTS =
      List.of(LogAppender.class, LogTail.class, ChangeWatch.class);

  private final Object guarded;
  private final String subject;

  private PluginGuard(Object guarded, String subject) {
    this.guarded = guarded;
    this.subject = subject;
  }

  /**
   * The same transport, guarded.
   *
   * @param subject the transport and its jar, as a message begins
   */
  static Transport of(Transport transport, String subject) {
    return (Transport) guard(Transport.class, transport, subject);
  }

  private static Object guard(Class<?> type, Object guarded, String subject) {
    return Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, new PluginGuard(guarded, subject));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    try {
      Object result = method.invoke(guarded, arguments);
      Class<?> type = method.getReturnType();
      return PARTS.contains(type) ? guard(type, result, subject) : result;
    } catch (InvocationTargetException e) {
      Throwable fault = e.getCause();
      boolean unexpected = fault instanceof RuntimeException || fault instanceof LinkageError;
      if (unexpected && List.of(method.getExceptionTypes()).contains(TransportException.class)) {
        throw new TransportException(
            FailureKind.CORRUPT,
            subject + " has a fault in " + method.getName() + ": " + TransportCatalog.reason(fault),
            fault);
      }
      throw fault;
    }
  }
}
