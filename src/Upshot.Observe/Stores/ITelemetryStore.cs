using Upshot.Observe.Receive;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores;

/// <summary>
/// Where telemetry is kept: a batch is appended, a question is answered. All methods may be called from any number of threads.
/// The contract below is tested against every store by one suite.
/// </summary>
public interface ITelemetryStore
{
    /// <summary>Makes a batch durable.</summary>
    /// <remarks>
    /// <para><b>Durability.</b> Accepted means that the batch outlives the end of the process at any later moment, and is in every answer whose
    /// question is asked afterwards, of this caller or another.</para>
    /// <para><b>Idempotence.</b> A request of the same bytes as one that was accepted a little while ago is accepted again and stored once: senders
    /// that got no answer may repeat themselves.</para>
    /// <para><b>Ordering.</b> None is promised between batches. Late records count for the time they happened in; a sum over what is stored does not
    /// depend on the order in which it came.</para>
    /// <para><b>Ownership.</b> The store owns the batch and its buffer from the call on, whatever the outcome. The caller touches neither again.</para>
    /// <para><b>Limits.</b> More than the store can take is answered <see cref="IntakeStatus.Busy"/>, a disk that takes nothing
    /// <see cref="IntakeStatus.Unavailable"/>: nothing of the batch is stored then, and the sender is told when to retry. Nothing is thrown for either.</para>
    /// <para><b>Cancellation.</b> A cancelled call may have stored the batch all the same: nobody may conclude anything from it.</para>
    /// <para><b>Empty.</b> A batch without records is none, and does not come here.</para>
    /// </remarks>
    Task<IntakeResult> AppendAsync(Batch batch, CancellationToken cancellation);

    /// <summary>Answers a question.</summary>
    /// <remarks>
    /// <para><b>Snapshot.</b> An answer is of one moment: everything that was accepted before the question, nothing twice and nothing half, whatever is
    /// appended, sealed, merged or expired while it is answered. Two questions have two moments; what must agree is one question.</para>
    /// <para><b>Range.</b> Only what happened within <see cref="Question{T}.Range"/> counts, its end excluded. What costs follows the range: files that
    /// hold nothing of it are not opened.</para>
    /// <para><b>Limits.</b> No answer holds more than <see cref="Question{T}.Limit"/> items. Each question says which come first, and the rest is left out;
    /// where an answer without its rest would be wrong, as a sum would, there is an <see cref="AnswerTooLargeException"/> instead.</para>
    /// <para><b>Empty.</b> Nothing found is an empty answer, or null where one thing was asked for; never an exception.</para>
    /// <para><b>Ownership.</b> Answers are plain records and the caller's own. They stay as they are.</para>
    /// <para><b>Names.</b> Rows are told in the schema of the present plan, whichever one they were written under.</para>
    /// <para><b>Cancellation.</b> Work stops soon, and there is an <see cref="OperationCanceledException"/>. The store is as it was. No caller's thread
    /// is held while the answer is made.</para>
    /// <para><b>What is missing.</b> Rows that were stored and cannot be read are in no answer. <see cref="Missing"/> says which; ask after the
    /// answer, which may have found them to be missing.</para>
    /// </remarks>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="AnswerTooLargeException">The answer would be larger than its limit, and cannot be cut.</exception>
    /// <exception cref="NotSupportedException">A question that this store does not know.</exception>
    Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation);

    /// <summary>What was stored and is in no answer.</summary>
    IReadOnlyList<MissingRows> Missing { get; }

    /// <summary>What somebody should look at, in sentences; no answer is wrong for it.</summary>
    IReadOnlyList<string> Notices { get; }
}
