package io.edgesync.mesh.broker;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Interest as monitoring shows it: each element is made when it is asked for, so that a long list costs a reference for each. */
final class InterestList extends AbstractList<SubscriptionStatus> {
  private final List<Interest> interests = new ArrayList<>();
  /** Where the interest of each account begins, and its name. */
  private final List<Integer> starts = new ArrayList<>();
  private final List<String> accounts = new ArrayList<>();

  /** Those of one account come one after the other. */
  void add(String account, Interest interest) {
    if (accounts.isEmpty() || !accounts.getLast().equals(account)) {
      starts.add(interests.size());
      accounts.add(account);
    }
    interests.add(interest);
  }

  @Override
  public SubscriptionStatus get(int index) {
    int place = Collections.binarySearch(starts, index);
    return interests.get(index).status(accounts.get(place < 0 ? -place - 2 : place));
  }

  @Override
  public int size() {
    return interests.size();
  }
}
