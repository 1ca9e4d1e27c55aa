using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>
/// The process that answers people's questions, one after the other: what one of them breaks, it breaks here. It is asked on
/// standard input, answers on standard output, and ends when its server does.
/// </summary>
public static class QueryWorker
{
    // Statements nest; DuckDB reads them by recursion.
    private const int StackBytes = 64 << 20;

    // An error may quote a value, however long that is.
    private const int MostSaid = 1_000;

    // Beyond what DuckDB counts itself: texts that an expression builds, .NET's heap, threads, and what allocators have asked for
    // and do not use. The server's watch looks at what is used; this ends what grows faster than it looks.
    private const long UncountedBytes = 320L << 20;

    public static int Run()
    {
        var answering = new Thread(Serve, StackBytes);
        answering.Start();
        answering.Join();
        return 0;
    }

    private static void Serve()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        if (Frame.Read(input) is not { Kind: FrameKind.Setup } first)
        {
            return;
        }

        var setup = WorkerJson.Read<WorkerSetup>(first.Content);
        using var database = new WorkerDatabase(setup);
        ProcessLimits.StepBack();
        ProcessLimits.LimitMemory(((long)setup.MemoryMiB << 20) + UncountedBytes);
        var questions = new BlockingCollection<WorkerQuestion>();
        new Thread(() => Listen(input, questions)) { IsBackground = true }.Start();
        Frame.Write(output, FrameKind.Ready, []);
        foreach (var question in questions.GetConsumingEnumerable())
        {
            Answer(database, question, output);
        }
    }

    private static void Listen(Stream input, BlockingCollection<WorkerQuestion> questions)
    {
        while (Frame.Read(input) is { Kind: FrameKind.Question } frame)
        {
            questions.Add(WorkerJson.Read<WorkerQuestion>(frame.Content));
        }

        // The server is gone. A query may not listen to anybody, so nothing is waited for.
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
    }

    private static void Answer(WorkerDatabase database, WorkerQuestion question, Stream output)
    {
        var rows = new FramedRows(output, question.Bytes, TimeProvider.System);
        try
        {
            rows.End(database.Answer(question, rows));
        }
        catch (QueryException e)
        {
            Fail(e.Message, e.IsRefusal);
        }
        catch (DuckDBException e)
        {
            Fail(SqlErrors.InWords(e.Message), false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Frame.Write(output, FrameKind.SnapshotGone, []);
        }

        void Fail(string message, bool isRefusal) =>
            Frame.Write(output, FrameKind.Failure, WorkerJson.Write(new WorkerFailure(message.Length <= MostSaid ? message : message[..MostSaid] + "…", isRefusal, IsBroken: !database.Answers())));
    }
}
