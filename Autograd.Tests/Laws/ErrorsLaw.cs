using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// What an op cannot take it refuses with an ArgumentException whose message reads as its definition says and names the op.
/// </summary>
public sealed class ErrorsLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (op.Errors.Count == 0)
        {
            yield return $"{op.Name}: the definition names no input that must be refused.";
        }

        foreach (OpError error in op.Errors)
        {
            Exception? thrown = null;
            try
            {
                op.Create(error.Attributes).Apply(error.Inputs());
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                thrown = exception;
            }

            if (thrown is not ArgumentException)
            {
                yield return $"{op.Name}: expected an ArgumentException with '{error.Message}', got " +
                    $"{(thrown is null ? "none" : thrown.ToString())}.";
            }
            else if (!thrown.Message.Contains(error.Message, StringComparison.Ordinal)
                || !thrown.Message.Contains(op.Name, StringComparison.Ordinal))
            {
                yield return $"{op.Name}: expected a message that names the op and contains '{error.Message}', got '{thrown.Message}'.";
            }
        }
    }
}
