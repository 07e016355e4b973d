-- SPDX-License-Identifier: MIT
-- Recommended additional indexes for bk-sops' tables of the current generation
-- (3.32 and 3.34).  Load into bk-sops' database with an account that may ALTER;
-- nothing else changes, and DROP KEY takes each of them away again.
-- bksops-fcgi --doctor says which are missing.
--
-- "before" and "after" are what EXPLAIN says of the table, the rows that the
-- statement reads, and its median time of three: MariaDB 10.11, everything in
-- memory, 1,000,000 tasks in 200 projects, half of them in the one that is asked
-- about.  bench/README.md has all statements that were looked at.
--
-- There is none for a keyword, which no index finds, nor for is_finished=0 alone,
-- which is not rare; these statements have the deadline of their request.

-- The total of get_task_list, get_task_count and query_task_count, a page far
-- behind, and the walk of a filter that has no index of its own.
-- before: ALL, Using where; total 1,000,008 rows, 225 ms; by status 1,502,514
--         rows, 2,755 ms; page behind 400,000: range, 400,502 rows, 1,299 ms
-- after:  ref, Using index; total 502,508 rows, 179 ms; by status 1,005,014
--         rows, 1,258 ms; page behind 400,000: 400,502 rows, 184 ms
-- 24 MB, made in 3.1 s.
ALTER TABLE taskflow3_taskflowinstance
  ADD KEY bksops_project (project_id, is_deleted, id, pipeline_instance_id,
    is_child_taskflow);

-- get_task_list and get_task_count of a template with 20 tasks.
-- before: range, page 502,589 rows, 783 ms; ALL, total 1,000,008 rows, 237 ms
-- after:  ref, Using index; page 103 rows, 1.2 ms; total 22 rows, 0.6 ms
-- 24 MB, made in 1.7 s.
ALTER TABLE taskflow3_taskflowinstance
  ADD KEY bksops_template (project_id, is_deleted, template_id);

-- The same of a create_method with 20 tasks; query_task_count by create_method
-- or flow_type.
-- before: range, page 502,589 rows, 1,451 ms; ALL, total 1,000,008 rows, 320 ms;
--         by create_method 1,502,523 rows, 796 ms
-- after:  ref, Using index; page 123 rows, 1.5 ms; total 22 rows, 0.7 ms;
--         by create_method 502,508 rows, 136 ms
-- 32 MB, made in 3.2 s.
ALTER TABLE taskflow3_taskflowinstance
  ADD KEY bksops_groups (project_id, is_deleted, create_method, flow_type);

-- get_task_list and get_task_count of the 21 tasks that were not started, or
-- that run; execute_status of get_functionalization_task_list.
-- before: index PRIMARY, page 1,502,599 rows, 1,964 ms; ALL, total 1,502,514
--         rows, 1,133 ms; tasks that run, 1,502,514 rows, 2,570 ms
-- after:  ref, Using index; page 193 rows, 1.2 ms; total 65 rows, 0.5 ms;
--         tasks that run, 300,014 rows, 401 ms
-- 14 MB, made in 1.9 s.
ALTER TABLE pipeline_pipelineinstance
  ADD KEY bksops_started (is_started, is_finished);

-- get_task_list and get_task_count of an executor with 20 tasks.
-- before: index PRIMARY, page 1,502,595 rows, 1,560 ms; ALL, total 1,502,514
--         rows, 1,270 ms
-- after:  ref, Using index; page 184 rows, 0.7 ms; total 62 rows, 0.3 ms
-- 24 MB, made in 2.1 s.
ALTER TABLE pipeline_pipelineinstance
  ADD KEY bksops_executor (executor);

-- get_clocked_task_list of a project with 250 of 100,000 clocked tasks.
-- before: index PRIMARY, page 40,497 rows, 24 ms; ALL, total 100,002 rows, 62 ms
-- after:  ref, page 602 rows, 3.6 ms; total 252 rows, 0.8 ms
-- 2 MB, made in 0.2 s.
ALTER TABLE clocked_task_clockedtask
  ADD KEY bksops_project (project_id);
