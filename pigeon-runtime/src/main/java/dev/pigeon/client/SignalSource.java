package dev.pigeon.client;

/** Where the caller's signals come from: the process, or a test. */
public interface SignalSource {

  /** Takes signals. Calls come on threads of their own. */
  interface Receiver {
    /**
     * A signal arrived.
     *
     * @param number as the kernel counts
     */
    void signal(int number);

    /** The caller's terminal changed its size. */
    void resized();

    /** The process was continued after a stop. */
    void continued();

    /** The process is about to be stopped by the terminal. */
    void stopping();
  }

  /** From now on signals go to {@code receiver}. */
  void install(Receiver receiver);

  /** Passes on what does not come by itself; called at least every second. */
  void poll();
}
