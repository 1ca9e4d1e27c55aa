using System.Text.Json;

namespace Upshot.Decide.SampleFiles;

/// <summary>
/// Reads samples from a file of any benchmark tool: CSV in every dialect, and the JSON of BenchmarkDotNet, JMH, pytest-benchmark, hyperfine and k6. What a file is
/// is told by what is in it.
/// </summary>
public static class SampleFile
{
    private const int Head = 1 << 14;
    private const string JsonRemedy = "JSON of BenchmarkDotNet, JMH, pytest-benchmark, hyperfine and k6 (--out json) is read, and CSV.";

    /// <param name="name">How the file is called in problems.</param>
    public static SampleReading Read(ReadOnlySpan<byte> bytes, string name) => Read([(new MemoryStream(bytes.ToArray()), name)], SampleNames.Usual);

    /// <summary>All files of one side. Tools that measure in one process have a replicate a file.</summary>
    public static SampleReading Read(IReadOnlyList<(Stream Content, string Name)> files, SampleNames names)
    {
        var problems = new List<FileProblem>();
        var collector = new SampleCollector();
        foreach (var (content, name) in files)
        {
            Read(content, name, names, collector, problems);
        }

        return new SampleReading(collector.Benchmarks(), problems);
    }

    private static void Read(Stream content, string name, SampleNames names, SampleCollector into, List<FileProblem> problems)
    {
        var bytes = new byte[Head];
        var length = content.ReadAtLeast(bytes, Head, throwOnEndOfStream: false);
        if (bytes is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4, ..])
        {
            problems.Add(new FileProblem($"{name}:1:1", "The file is compressed.", "Unpack it first."));
            return;
        }

        var encoding = CsvDialect.EncodingOf(bytes.AsSpan(0, length));
        var head = encoding.GetString(bytes, 0, length).TrimStart('\uFEFF');
        using var text = new StreamReader(new HeadThenRest(bytes.AsMemory(0, length), content), encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        if (head.TrimStart() is ['{' or '[', ..])
        {
            Json(text, head, name, into, problems);
        }
        else
        {
            new CsvSamples(name, names, problems).Read(text, head, into);
        }
    }

    private static void Json(StreamReader text, string head, string name, SampleCollector into, List<FileProblem> problems)
    {
        if (K6Lines.Begin(head))
        {
            Lines(text, name, into, problems);
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(text.ReadToEnd());
            var before = into.Count;
            if (!BenchmarkJson.Read(document.RootElement, name, into))
            {
                problems.Add(new FileProblem($"{name}:1:1", "This JSON is not of a benchmark tool that is known.", JsonRemedy));
            }
            else if (into.Count == before)
            {
                problems.Add(new FileProblem($"{name}:1:1", "The file holds no single measurements.", "Tell the tool to keep them: BenchmarkDotNet needs its full JSON exporter, pytest-benchmark --benchmark-save-data."));
            }
        }
        catch (JsonException e)
        {
            problems.Add(new FileProblem($"{name}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}", "This is not valid JSON.", JsonRemedy));
        }
    }

    private static void Lines(StreamReader text, string name, SampleCollector into, List<FileProblem> problems)
    {
        var number = 0;
        var points = new K6Lines(name, into);
        while (text.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line);
                points.Read(document.RootElement);
            }
            catch (JsonException)
            {
                problems.Add(new FileProblem($"{name}:{number}:1", "The line is not valid JSON.", JsonRemedy));
                return;
            }
        }

        if (!points.Any)
        {
            problems.Add(new FileProblem($"{name}:1:1", "The file holds no points of a trend.", "Counters, gauges and rates are no samples of a size. Write all metrics with k6 run --out json=FILE."));
        }
    }

    /// <summary>A stream whose beginning was already looked at.</summary>
    private sealed class HeadThenRest(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _head = head;
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_head.IsEmpty)
            {
                return rest.Read(buffer);
            }

            var length = Math.Min(buffer.Length, _head.Length);
            _head.Span[..length].CopyTo(buffer);
            _head = _head[length..];
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
