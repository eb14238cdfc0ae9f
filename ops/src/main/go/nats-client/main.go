// What nats.go sees of a NATS server: the words of the command line start one, "-p PORT" is added to them. Prints a line for each
// thing that was looked at, and ends with 0 when all of them were right, else with 1.
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
)

const patience = 20 * time.Second

// start runs the server and returns when it takes connections.
func start(words []string, port int) (*exec.Cmd, error) {
	words = append(append([]string{}, words...), "-p", strconv.Itoa(port))
	server := exec.Command(words[0], words[1:]...)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return nil, err
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			return server, nil
		}
	}
	stop(server)
	return nil, fmt.Errorf("nothing listens on %s", address)
}

func stop(server *exec.Cmd) {
	server.Process.Signal(os.Interrupt)
	gone := make(chan struct{})
	go func() {
		server.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(patience):
		server.Process.Kill()
		<-gone
	}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func within(what string, holds func() bool) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return nil
		}
	}
	return fmt.Errorf("not within %s: %s", patience, what)
}

func came(c chan struct{}, what string) error {
	select {
	case <-c:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("not within %s: %s", patience, what)
	}
}

func subscribes(a, b *nats.Conn) error {
	one, err := b.SubscribeSync("news.*.sport")
	if err != nil {
		return err
	}
	defer one.Unsubscribe()
	rest, err := b.SubscribeSync("news.>")
	if err != nil {
		return err
	}
	defer rest.Unsubscribe()
	if err = b.Flush(); err != nil {
		return err
	}
	for _, subject := range []string{"news.de.sport", "news.de.sport.cup", "olds.de.sport"} {
		if err = a.Publish(subject, []byte(subject)); err != nil {
			return err
		}
	}
	message, err := one.NextMsg(patience)
	if err != nil {
		return err
	}
	if message.Subject != "news.de.sport" || string(message.Data) != "news.de.sport" {
		return fmt.Errorf("came on %s: %q", message.Subject, message.Data)
	}
	for _, expected := range []string{"news.de.sport", "news.de.sport.cup"} {
		if message, err = rest.NextMsg(patience); err != nil {
			return err
		}
		if message.Subject != expected {
			return fmt.Errorf("%s came where %s was expected", message.Subject, expected)
		}
	}
	if pending, _, _ := one.Pending(); pending != 0 {
		return fmt.Errorf("%d messages too many", pending)
	}
	return nil
}

func sharesOut(a, b *nats.Conn) error {
	const messages = 300
	var lock sync.Mutex
	seen := map[string]int{}
	members := map[int]int{}
	for i := range 3 {
		subscription, err := b.QueueSubscribe("work", "workers", func(m *nats.Msg) {
			lock.Lock()
			defer lock.Unlock()
			seen[string(m.Data)]++
			members[i]++
		})
		if err != nil {
			return err
		}
		defer subscription.Unsubscribe()
	}
	if err := b.Flush(); err != nil {
		return err
	}
	for i := range messages {
		if err := a.Publish("work", []byte(strconv.Itoa(i))); err != nil {
			return err
		}
	}
	if err := within("all messages shared out", func() bool {
		lock.Lock()
		defer lock.Unlock()
		return len(seen) == messages
	}); err != nil {
		return err
	}
	lock.Lock()
	defer lock.Unlock()
	for text, times := range seen {
		if times != 1 {
			return fmt.Errorf("message %s came %d times", text, times)
		}
	}
	if len(members) != 3 {
		return fmt.Errorf("%d of 3 members had work", len(members))
	}
	return nil
}

func answers(a, b *nats.Conn) error {
	service, err := b.Subscribe("twice", func(m *nats.Msg) {
		reply := nats.NewMsg(m.Reply)
		reply.Header.Add("Kind", m.Header.Get("Kind"))
		reply.Data = append(m.Data, m.Data...)
		b.PublishMsg(reply)
	})
	if err != nil {
		return err
	}
	defer service.Unsubscribe()
	if err = b.Flush(); err != nil {
		return err
	}
	request := nats.NewMsg("twice")
	request.Header.Add("Kind", "echo")
	request.Data = []byte("ab")
	answer, err := a.RequestMsg(request, patience)
	if err != nil {
		return err
	}
	if string(answer.Data) != "abab" || answer.Header.Get("Kind") != "echo" {
		return fmt.Errorf("answered %q with headers %v", answer.Data, answer.Header)
	}
	if _, err = a.Request("nobody", nil, patience); !errors.Is(err, nats.ErrNoResponders) {
		return fmt.Errorf("a request to nobody: %v", err)
	}
	return nil
}

func limits(a, b *nats.Conn) error {
	subscription, err := b.SubscribeSync("some")
	if err != nil {
		return err
	}
	if err = subscription.AutoUnsubscribe(2); err != nil {
		return err
	}
	if err = b.Flush(); err != nil {
		return err
	}
	for range 5 {
		if err = a.Publish("some", nil); err != nil {
			return err
		}
	}
	for range 2 {
		if _, err = subscription.NextMsg(patience); err != nil {
			return err
		}
	}
	if _, err = subscription.NextMsg(time.Second); !errors.Is(err, nats.ErrMaxMessages) && !errors.Is(err, nats.ErrBadSubscription) {
		return fmt.Errorf("a third message of two: %v", err)
	}
	if a.MaxPayload() != 1<<20 || !a.HeadersSupported() {
		return fmt.Errorf("max_payload %d, headers %v", a.MaxPayload(), a.HeadersSupported())
	}
	if err = a.Publish("some", make([]byte, a.MaxPayload()+1)); !errors.Is(err, nats.ErrMaxPayload) {
		return fmt.Errorf("a message too large: %v", err)
	}
	if _, err = a.RTT(); err != nil {
		return err
	}
	return nil
}

func drains(a *nats.Conn, url string) error {
	const messages = 200
	closed := make(chan struct{})
	c, err := nats.Connect(url, nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
	if err != nil {
		return err
	}
	defer c.Close()
	var got atomic.Int32
	if _, err = c.Subscribe("drain", func(*nats.Msg) {
		time.Sleep(time.Millisecond)
		got.Add(1)
	}); err != nil {
		return err
	}
	if err = c.Flush(); err != nil {
		return err
	}
	for range messages {
		if err = a.Publish("drain", nil); err != nil {
			return err
		}
	}
	if err = a.Flush(); err != nil {
		return err
	}
	if err = c.Drain(); err != nil {
		return err
	}
	if err = came(closed, "a drained connection closed"); err != nil {
		return err
	}
	if got.Load() != messages {
		return fmt.Errorf("%d of %d messages before the end", got.Load(), messages)
	}
	return nil
}

func run(words []string) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	server, err := start(words, port)
	if err != nil {
		return err
	}
	defer func() { stop(server) }()
	url := fmt.Sprintf("nats://127.0.0.1:%d", port)
	a, err := nats.Connect(url, nats.Name("a"), nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond))
	if err != nil {
		return err
	}
	defer a.Close()
	back, lame := make(chan struct{}, 1), make(chan struct{}, 1)
	b, err := nats.Connect(url, nats.Name("b"), nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond),
		nats.ReconnectHandler(func(*nats.Conn) { back <- struct{}{} }),
		nats.LameDuckModeHandler(func(*nats.Conn) { lame <- struct{}{} }))
	if err != nil {
		return err
	}
	defer b.Close()

	failed := false
	look := func(what string, at func() error) {
		if err := at(); err != nil {
			failed = true
			fmt.Printf("FAILED nats.go %s: %s: %v\n", nats.Version, what, err)
		} else {
			fmt.Printf("passed nats.go %s: %s\n", nats.Version, what)
		}
	}
	look("publish and subscribe, wildcards", func() error { return subscribes(a, b) })
	look("queue groups", func() error { return sharesOut(a, b) })
	look("requests, headers, nobody there", func() error { return answers(a, b) })
	look("auto-unsubscribe, limits", func() error { return limits(a, b) })
	look("drain", func() error { return drains(a, url) })
	look("reconnect after a restart, subscriptions stand", func() error {
		subscription, err := b.SubscribeSync("kept")
		if err != nil {
			return err
		}
		stop(server)
		if server, err = start(words, port); err != nil {
			return err
		}
		if err = came(back, "connected again"); err != nil {
			return err
		}
		if err = b.Flush(); err != nil {
			return err
		}
		if err = within("both connected", a.IsConnected); err != nil {
			return err
		}
		if err = a.Publish("kept", []byte("on")); err != nil {
			return err
		}
		_, err = subscription.NextMsg(patience)
		return err
	})
	look("lame duck", func() error {
		if err := server.Process.Signal(syscall.SIGUSR2); err != nil {
			return err
		}
		return came(lame, "told of the lame duck")
	})
	if failed {
		return errors.New("not everything passed")
	}
	return nil
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: nats-client SERVER WORDS...")
		os.Exit(2)
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "nats-client:", err)
		os.Exit(1)
	}
}
