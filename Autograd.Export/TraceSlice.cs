using Autograd.Core;

namespace Autograd.Export;

/// <summary>Of what a model has computed, that which lies between its inputs and its outputs.</summary>
/// <param name="inputsOf">What a call was applied to.</param>
/// <param name="outputsOf">What came out of it.</param>
/// <param name="changes">The error where a call changes a tensor in place.</param>
internal sealed class TraceSlice<T>(
    Func<T, IReadOnlyList<Tensor>> inputsOf, Func<T, IReadOnlyList<Tensor>> outputsOf, Func<T, Tensor, Exception> changes) where T : class
{
    /// <summary>The calls that follow from the inputs and that the outputs follow from, in order.</summary>
    /// <exception cref="NotSupportedException">A tensor is changed in place after it was used: only its last values are known.</exception>
    public List<T> Of(IReadOnlyList<T> calls, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        HashSet<Tensor> derived = new(inputs, ReferenceEqualityComparer.Instance);
        var isDerived = new bool[calls.Count];
        for (int i = 0; i < isDerived.Length; i++)
        {
            isDerived[i] = inputsOf(calls[i]).Any(derived.Contains);
            derived.UnionWith(isDerived[i] ? outputsOf(calls[i]) : []);
        }

        HashSet<Tensor> wanted = new(outputs, ReferenceEqualityComparer.Instance);
        List<T> slice = [];
        for (int i = isDerived.Length - 1; i >= 0; i--)
        {
            if (isDerived[i] && outputsOf(calls[i]).Any(wanted.Contains))
            {
                slice.Add(calls[i]);
                wanted.UnionWith(inputsOf(calls[i]));
            }
        }

        slice.Reverse();
        ExpectUnchanged(calls, inputs, new HashSet<T>(slice, ReferenceEqualityComparer.Instance));
        return slice;
    }

    // A constant may be filled before it is used; what follows from an input may not be written to at all.
    private void ExpectUnchanged(IReadOnlyList<T> calls, IReadOnlyList<Tensor> inputs, HashSet<T> slice)
    {
        HashSet<Tensor> used = new(inputs, ReferenceEqualityComparer.Instance);
        foreach (T call in calls)
        {
            foreach (Tensor written in outputsOf(call).Where(output => inputsOf(call).Contains(output)))
            {
                if (used.Contains(written))
                {
                    throw changes(call, written);
                }
            }

            if (slice.Contains(call))
            {
                used.UnionWith(inputsOf(call));
                used.UnionWith(outputsOf(call));
            }
        }
    }
}
