package dev.pigeon.spi.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Of many creators of a document exactly one wins, and every one of them learns who. */
public abstract class CreationTck extends TransportTck {
  private static final int ROUNDS = 40;
  private static final int CREATORS = 6;
  private static final Key CLAIM = Key.of("folder/claim");

  @Test
  void onlyCreatorWins() throws Exception {
    assertTrue(here.create(CLAIM, bytes("mine"), LIMIT).won());
    assertEquals("mine", text(there.read(CLAIM, LIMIT).orElseThrow().content()));
  }

  @Test
  void secondCreatorLearnsTheFirst() throws Exception {
    here.create(CLAIM, bytes("mine"), LIMIT);
    assertEquals("mine", holder(there.create(CLAIM, bytes("yours"), LIMIT)));
    assertEquals("mine", text(here.read(CLAIM, LIMIT).orElseThrow().content()));
  }

  @Test
  void replacedDocumentIsNotCreatedAgain() throws Exception {
    here.replace(CLAIM, bytes("old"), LIMIT);
    assertEquals("old", holder(there.create(CLAIM, bytes("new"), LIMIT)));
  }

  @Test
  void deletedDocumentCanBeCreatedAgain() throws Exception {
    here.create(CLAIM, bytes("mine"), LIMIT);
    here.delete(CLAIM, LIMIT);
    assertTrue(there.create(CLAIM, bytes("yours"), LIMIT).won());
  }

  @Test
  void lookingUpInVainDoesNotDecideTheRace() throws Exception {
    there.read(CLAIM, LIMIT);
    here.create(CLAIM, bytes("mine"), LIMIT);
    assertEquals("mine", holder(there.create(CLAIM, bytes("yours"), LIMIT)));
  }

  @Test
  void oneOfManyCreatorsWinsAndAllLearnWho() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Key key = Key.of("race/" + round);
      List<Creation> ends = race(key);
      String winner = text(here.read(key, LIMIT).orElseThrow().content());
      int winners = 0;
      for (int i = 0; i < CREATORS; i++) {
        if (ends.get(i).won()) {
          winners++;
          assertEquals(winner, "creator " + i);
        } else {
          assertEquals(winner, holder(ends.get(i)));
        }
      }
      assertEquals(1, winners, "winners of round " + round);
    }
  }

  private List<Creation> race(Key key) throws Exception {
    CyclicBarrier start = new CyclicBarrier(CREATORS);
    List<FutureTask<Creation>> creators = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CREATORS; i++) {
      Transport user = i % 2 == 0 ? here : there;
      byte[] token = bytes("creator " + i);
      Callable<Creation> creator =
          () -> {
            start.await();
            return user.create(key, token, LIMIT);
          };
      creators.add(new FutureTask<>(creator));
      threads.add(new Thread(creators.get(i)));
      threads.get(i).start();
    }
    List<Creation> ends = new ArrayList<>();
    for (int i = 0; i < CREATORS; i++) {
      threads.get(i).join();
      ends.add(creators.get(i).get());
    }
    return ends;
  }

  private static String holder(Creation creation) {
    return text(assertInstanceOf(Creation.Lost.class, creation).holder());
  }
}
