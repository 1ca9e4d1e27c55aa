using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;
using Upshot.Observe.Stores.Journals;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions.AdHoc.Worker;

public sealed class JournalTailTests
{
    [Fact]
    public async Task A_journal_that_grows_while_it_is_mapped_is_read()
    {
        using var folder = new StoreDirectory();
        Directory.CreateDirectory(folder.Path);
        var path = Path.Combine(folder.Path, "0000000001.journal");
        using (var journal = Journal.Open(path))
        using (var body = new RequestBuffer(100))
        {
            body.Write(new byte[100]);
            journal.Append([new JournalEntry(TelemetrySignal.Traces, DateTimeOffset.UnixEpoch, Journal.HashOf(body.Bytes), body)]);
        }

        using var stop = new CancellationTokenSource();
        var growing = Task.Run(() =>
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            while (!stop.IsCancellationRequested)
            {
                file.WriteByte(0);
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 500; i++)
        {
            using var tail = new JournalTail(path);
            Assert.Single(tail.First(1));
        }

        await stop.CancelAsync();
        await growing;
    }
}
