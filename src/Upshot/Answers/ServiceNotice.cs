namespace Upshot.Answers;

/// <summary>What a service sent and what is not used as it was meant, since the server started.</summary>
/// <param name="Sentence">"checkout: 1,204 spans were dated an hour ahead".</param>
public sealed record ServiceNotice(string Service, string Reason, long Count, DateTimeOffset First, DateTimeOffset Last, string Sentence);
